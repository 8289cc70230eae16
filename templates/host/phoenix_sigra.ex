# Owned by the host: `lockspire install --sigra-host` wrote it once; change what you like, nobody overwrites it.
# Phoenix with Sigra. In the browser pipeline, after Sigra's plugs: `plug LockspireSession`. Needs nothing of Sigra's.
# Login: keep return_to and interaction_id (hidden fields, or the session) through password, MFA, passkey and social
# steps, then |> LockspireSession.put(person(conn)) |> redirect(to: safe_return_to(return_to)): Lockspire finds its
# interaction by that path. Already signed in, and `prompt` is not `login`, `max_age` not passed: the same at once.
# Else, with `prompt=none`: give_up(return_to, "login_required"); Cancel: "access_denied". Logout: drop(conn).
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

  # The session is Sigra's row: assign it where your application loads it.
  def person(%{assigns: %{current_scope: %{user: %{id: id} = user} = scope, current_session: session}}) do
    # mfa_pending has a user already, but half a login; and whoever looks through another's eyes consents to nothing.
    if to_string(session.type) != "mfa_pending" and scope.impersonating_from == nil do
      # Only real checks of credentials count, never activity: a remembered session keeps its first inserted_at.
      checks = for %{} = at <- [session.inserted_at, session.sudo_at, session.mfa_verified_at], do: DateTime.to_unix(at)
      mfa = session.mfa_verified_at != nil # not for a trusted browser, which skips it; hwk and user for a passkey
      # Logout works on sid, but the id of Sigra's session is nobody's business: an HMAC stands for it.
      [sub: "user:#{id}", sid: part(hmac("sid " <> to_string(session.id))), auth_time: Enum.max(checks),
       amr: if(mfa, do: ["pwd", "otp", "mfa"], else: ["pwd"]), acr: if(mfa, do: "2", else: "1"),
       # Narrow: what the scopes you offer need, and of the person alone; email_verified as it really is.
       claims: [email: user.email, email_verified: user.confirmed_at != nil]]
    end
  end
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
  defp hmac(text), do: :crypto.mac(:hmac, :sha256, key(), text)
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
