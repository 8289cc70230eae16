// `lockspire doctor`: what ails an installation, told without a network; and what of it may leave
// the machine.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "ops/config.h"
#include "ops/finding.h"
#include "ops/install/share.h"
#include "store/store.h"

namespace lockspire::ops {

struct DoctorInputs {
  std::string config_path;
  Share share;
  bool quick = false;   // without the slow half of the integrity check
  std::string sockets;  // their folder; empty: the installation's, if there is one
};

// Reads, and writes nothing.
Findings diagnose(const DoctorInputs& inputs, const Clock& clock);

// A tar archive for a report: findings without their evidence, versions, switches, states and
// counts. What is not named in bundle.cc is not in it: no secret, token, cookie, address, account
// or name of a client.
std::string make_bundle(const Config& config, store::Store& store, const Findings& findings,
                        const std::string& version, Instant now);

}  // namespace lockspire::ops
