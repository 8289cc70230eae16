// Telling whoever started the program that it serves (systemd's Type=notify, and tools/site).
#pragma once

#include <string_view>

namespace lockspire::programs {

// Sends `state` ("READY=1", "STOPPING=1") to $NOTIFY_SOCKET, and does nothing where there is none.
// A manager that does not listen is its own problem: failure is silent.
void notify_service_manager(std::string_view state);

}  // namespace lockspire::programs
