// The sockets that outlive every program: nginx's ports and one socket a program.
#pragma once

#include <string>
#include <vector>

#include "programs/fd.h"

namespace lockspire::site {

struct Ports {
  int port = 0;
  std::vector<programs::Fd> sockets;  // 127.0.0.1, and [::1] where the machine has it
};

// Listens on `port`, or on a free one when it is 0. Throws SiteError(kRefused) when it is taken.
Ports listen_on(int port);

// A port of 127.0.0.1 that nobody uses now; another process may take it at any time.
int free_port();

// Whether something accepts connections on 127.0.0.1:port.
bool is_listening(int port);

// Listens on the path (mode 0660), which is taken over when it is there. Throws SiteError.
programs::Fd listen_on_path(const std::string& path);

// A datagram socket at the path. Throws SiteError.
programs::Fd receive_on_path(const std::string& path);

// A connection to the path; not open when nobody listens.
programs::Fd connect_to_path(const std::string& path);

// A connection to 127.0.0.1:port; not open when nobody listens.
programs::Fd connect_to_port(int port);

}  // namespace lockspire::site
