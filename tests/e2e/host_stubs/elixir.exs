[file, word | rest] = System.argv()
Code.compile_file(file)

case word do
  "cookie" ->
    [sub, sid, auth_time] = rest
    claims = [name: "Zoë \"Z\" O'Neil \\", email_verified: true]
    person = [sub: sub, sid: sid, auth_time: String.to_integer(auth_time), amr: ["pwd", "otp"], acr: "2", claims: claims]
    IO.puts(LockspireSession.set_cookie(person, System.os_time(:second)))

  "mint" ->
    [name, key | values] = rest
    {texts, times} = Enum.split(values, 4)
    values = texts ++ Enum.map(times, &String.to_integer/1)
    claims = Enum.zip([:iss, :aud, :sub, :sid, :auth_time, :iat, :exp], values)
    IO.puts(LockspireSession.mint(claims, name, Base.url_decode64!(key, padding: false)))

  "paths" ->
    for path <- rest, do: IO.puts(LockspireSession.safe_return_to(path))
    for path <- rest, do: IO.puts(LockspireSession.give_up(path, "login_required"))

  # What a plug of Phoenix sees: a connection with the assigns of Sigra.
  "sigra" ->
    at = ~U[2026-01-02 03:04:05Z]
    later = ~U[2026-01-02 03:09:05Z]
    user = %{id: 7, email: "ada@example.com", confirmed_at: at}
    scope = %{user: user, impersonating_from: nil}
    session = %{id: "row-1", type: :standard, inserted_at: at, sudo_at: nil, mfa_verified_at: nil}

    conn = fn scope, session ->
      %{assigns: %{current_scope: scope, current_session: session}, resp_headers: [{"set-cookie", "other=1"}]}
    end

    cookies = fn conn -> for {"set-cookie", value} <- LockspireSession.call(conn, []).resp_headers, do: value end
    show = fn what, conn -> IO.puts("#{what} #{hd(cookies.(conn))}") end
    show.("signed_in", conn.(scope, session))
    show.("with_mfa", conn.(scope, %{session | mfa_verified_at: later}))
    show.("mfa_pending", conn.(scope, %{session | type: :mfa_pending}))
    show.("impersonating", conn.(%{scope | impersonating_from: user}, session))
    show.("nobody", conn.(nil, nil))
    twice = LockspireSession.drop(LockspireSession.call(conn.(scope, session), []))
    IO.puts("headers #{length(twice.resp_headers)}")
end
