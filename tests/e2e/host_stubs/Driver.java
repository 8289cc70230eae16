import java.util.*;

public final class Driver {
  public static void main(String[] args) throws Exception {
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    if (args[0].equals("cookie")) {
      Map<String, Object> claims = Map.of("name", "Zoë \"Z\" O'Neil \\", "email_verified", true);
      Map<String, Object> person = Map.of("sub", rest.get(0), "sid", rest.get(1), "auth_time", Long.valueOf(rest.get(2)),
          "amr", List.of("pwd", "otp"), "acr", "2", "claims", claims);
      System.out.println(LockspireSession.setCookie(person, System.currentTimeMillis() / 1000));
    } else if (args[0].equals("mint")) {
      Map<String, Object> claims = new LinkedHashMap<>();
      String[] names = {"iss", "aud", "sub", "sid", "auth_time", "iat", "exp"};
      for (int i = 0; i < names.length; ++i) claims.put(names[i], i < 4 ? rest.get(2 + i) : Long.valueOf(rest.get(2 + i)));
      System.out.println(LockspireSession.mint(claims, rest.get(0), Base64.getUrlDecoder().decode(rest.get(1))));
    } else {
      for (String path : rest) System.out.println(LockspireSession.safeReturnTo(path));
      for (String path : rest) System.out.println(LockspireSession.giveUp(path, "login_required"));
    }
  }
}
