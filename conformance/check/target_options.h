// The settings of a target, understood: shared by check and sweep.
#pragma once

#include <memory>

#include "base/result.h"
#include "conformance/check/commands.h"
#include "conformance/check/interrupt.h"
#include "conformance/check/runner.h"

namespace hpc::conformance {

/// Addresses, inputs, capabilities and token of flags, environment (HPCMOCK_INPUT_NAME) and profile; flags win.
Result<RunOptions> target_options(const TargetSettings& settings, const std::string& profiles_folder, Redactor& redactor);

/// The network, the clock and the signals of this process.
class RealWorld final {
 public:
  explicit RealWorld(const CurlTarget::Options& curl);
  const World& get() const { return world_; }

 private:
  Interrupt interrupt_;
  World world_;
};

}  // namespace hpc::conformance
