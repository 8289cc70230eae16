# Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
# Elixir 1.12 or later; Phoenix. Tells Lockspire who is signed in: a plug for the browser pipeline, after the
# one that loads the user:   plug LockspireSession
#
# Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
#   already signed in, and `prompt` is not `login`, `max_age` not passed: redirect(conn, to: safe_return_to(return_to))
#   else, with `prompt=none`: redirect(conn, to: give_up(return_to, "login_required")), show nothing
#   signed in now: configure_session(conn, renew: true), |> LockspireSession.put(person), redirect back
#   pressed Cancel: redirect(conn, to: give_up(return_to, "access_denied"))
# Logout: LockspireSession.drop(conn)
defmodule LockspireSession do
  @issuer "@ISSUER@"
  @origin "@ORIGIN@"
  @secret_name "@SECRET_NAME@"
  @secret_file "@SECRET_FILE@"
  @cookie "@COOKIE_NAME@="
  @attributes "; @COOKIE_ATTRIBUTES@"
  @lifetime 900 # seconds; each page makes a new one

  def init(options), do: options
  def call(conn, _options), do: if(person = person(conn), do: put(conn, person), else: conn)

  # Yours to fill in: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
  # auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims. nil: nobody.
  def person(%{assigns: %{current_user: %{id: id}, session_id: sid, auth_time: auth_time}}),
    do: [sub: "user:#{id}", sid: sid, auth_time: auth_time]
  def person(_conn), do: nil

  def put(conn, person), do: header(conn, set_cookie(person, System.os_time(:second)))
  def drop(conn), do: header(conn, @cookie <> "; Max-Age=0" <> @attributes)

  def set_cookie(person, now) do
    claims = [iss: @origin, aud: @issuer, iat: now, exp: now + @lifetime] ++ person
    @cookie <> mint(claims, @secret_name, key()) <> "; Max-Age=#{@lifetime}" <> @attributes
  end

  def mint(claims, name, key) do
    header = [alg: "HS256", typ: "lockspire-session+jwt", kid: name]
    input = Enum.map_join([header, claims], ".", &part(IO.iodata_to_binary(json(&1))))
    input <> "." <> part(:crypto.mac(:hmac, :sha256, key, input))
  end

  # A path on this site or `/`: anything else would make the login an open redirector.
  def safe_return_to(value), do: if(is_binary(value) and value =~ ~r"\A/(?![/\\])[\x21-\x5b\x5d-\x7e]*\z", do: value, else: "/")
  def give_up(return_to, error), do: safe_return_to(return_to) |> then(&(&1 <> if(&1 =~ "?", do: "&", else: "?") <> "error=" <> error))

  defp key, do: File.read!(@secret_file) |> String.trim() |> Base.url_decode64!(padding: false)
  defp header(%{resp_headers: headers} = conn, cookie) do
    others = Enum.reject(headers, fn {name, value} -> name == "set-cookie" and String.starts_with?(value, @cookie) end)
    %{conn | resp_headers: [{"set-cookie", cookie} | others]}
  end
  defp part(bytes), do: Base.url_encode64(bytes, padding: false)
  defp json([{_, _} | _] = list), do: [?{, Enum.map_intersperse(list, ?,, fn {k, v} -> [json(k), ?:, json(v)] end), ?}]
  defp json(list) when is_list(list), do: [?[, Enum.map_intersperse(list, ?,, &json/1), ?]]
  defp json(value) when is_number(value) or is_boolean(value), do: to_string(value)
  defp json(text), do: [?", String.replace(to_string(text), ~r/[\x00-\x1f"\\]/, fn <<c>> -> to_string(:io_lib.format("\\u~4.16.0b", [c])) end), ?"]
end
