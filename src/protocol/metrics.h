// The state of the installation as Prometheus text (exposition format 0.0.4): what programs counted
// and what the database tells now. One text, whoever asks: the CLI, or the metrics program.
#pragma once

#include <string>

#include "store/sqlite.h"

namespace lockspire {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

std::string metrics_text(store::Reader& db);

}  // namespace lockspire
