package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"time"

	"driver/lockspire"
)

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func show(text string, err error) {
	if err != nil {
		panic(err)
	}
	fmt.Println(text)
}

func main() {
	word, rest := os.Args[1], os.Args[2:]
	switch word {
	case "cookie":
		claims := map[string]any{"name": `Zoë "Z" O'Neil \`, "email_verified": true}
		show(lockspire.SetCookie(map[string]any{"sub": rest[0], "sid": rest[1], "auth_time": number(rest[2]),
			"amr": []string{"pwd", "otp"}, "acr": "2", "claims": claims}, time.Now()))
	case "mint":
		key, _ := base64.RawURLEncoding.DecodeString(rest[1])
		show(lockspire.Mint(map[string]any{"iss": rest[2], "aud": rest[3], "sub": rest[4], "sid": rest[5],
			"auth_time": number(rest[6]), "iat": number(rest[7]), "exp": number(rest[8])}, rest[0], key))
	default:
		for _, path := range rest {
			fmt.Println(lockspire.SafeReturnTo(path))
		}
		for _, path := range rest {
			fmt.Println(lockspire.GiveUp(path, "login_required"))
		}
	}
}
