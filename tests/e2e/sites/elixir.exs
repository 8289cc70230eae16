# elixir.exs STUB PORT-FILE: a site of thirty lines that owns its accounts, with the stub dropped in.
[stub, port_file] = System.argv()
Code.compile_file(stub)

defmodule Site do
  # What Phoenix gives and takes: assigns, and headers of the answer.
  def answer(status, person, headers, page \\ "") do
    conn = %{assigns: %{}, resp_headers: headers}
    conn = if person, do: LockspireSession.put(conn, person), else: conn
    lines = for {name, value} <- conn.resp_headers, do: "#{name}: #{value}\r\n"
    ["HTTP/1.1 #{status} x\r\nconnection: close\r\ncontent-type: text/html; charset=utf-8\r\n", lines, "\r\n", page]
  end

  def go(location, person, headers \\ []), do: answer(303, person, [{"location", location} | headers])

  def page(:GET, "/login", query, person) do
    {back, prompt} = {query["return_to"], query["prompt"]}
    cond do
      person && prompt != "login" -> go(LockspireSession.safe_return_to(back), person)
      prompt == "none" -> go(LockspireSession.give_up(back, "login_required"), nil)
      true -> answer(200, nil, [], [~s(<form method="post"><input name="name"><input type="hidden" name="return_to"),
               ~s( value="#{String.replace(back || "", ~r/[&<>"']/, fn <<c>> -> "&##{c};" end)}"><button>Sign in</button></form>)])
    end
  end

  def page(:POST, "/login", %{"name" => name} = form, _person) when name != "" do
    [session, sid] = for _ <- 1..2, do: Base.encode16(:crypto.strong_rand_bytes(16))
    claims = [name: name, email: "ada@example.com", email_verified: true]
    person = [sub: "user:7", sid: sid, auth_time: System.os_time(:second), amr: ["pwd"], claims: claims]
    Agent.update(Site, &Map.put(&1, session, person))
    cookie = {"set-cookie", "site=#{session}; Path=/; HttpOnly; SameSite=Lax"}
    go(LockspireSession.safe_return_to(form["return_to"]), person, [cookie])
  end

  def page(:POST, "/login", form, _person), do: go(LockspireSession.give_up(form["return_to"], "access_denied"), nil)
  def page(_method, _path, _query, person), do: answer(200, person, [], if(person, do: person[:claims][:name], else: "nobody"))

  def serve(socket) do
    {:ok, {:http_request, method, {:abs_path, target}, _}} = :gen_tcp.recv(socket, 0)
    headers = headers(socket, %{})
    :inet.setopts(socket, packet: :raw)
    length = String.to_integer(headers["Content-Length"] || "0")
    {:ok, body} = if length > 0, do: :gen_tcp.recv(socket, length), else: {:ok, ""}
    url = URI.parse(target)
    session = Regex.run(~r/(?:^|; )site=([^;]*)/, headers["Cookie"] || "", capture: :all_but_first)
    person = session && Agent.get(Site, & &1[hd(session)])
    parameters = URI.decode_query(if method == :POST, do: body, else: url.query || "")
    :gen_tcp.send(socket, page(method, url.path, parameters, person))
    :gen_tcp.close(socket)
  end

  defp headers(socket, seen) do
    case :gen_tcp.recv(socket, 0) do
      {:ok, {:http_header, _, name, _, value}} -> headers(socket, Map.put(seen, to_string(name), value))
      {:ok, :http_eoh} -> seen
    end
  end

  def accept(listener) do
    {:ok, socket} = :gen_tcp.accept(listener)
    pid = spawn(fn -> receive(do: (:go -> serve(socket))) end)
    :gen_tcp.controlling_process(socket, pid)
    send(pid, :go)
    accept(listener)
  end
end

{:ok, _} = Agent.start_link(fn -> %{} end, name: Site)
{:ok, listener} = :gen_tcp.listen(0, [:binary, packet: :http_bin, active: false, reuseaddr: true, ip: {127, 0, 0, 1}])
{:ok, port} = :inet.port(listener)
File.write!(port_file, to_string(port))
Site.accept(listener)
