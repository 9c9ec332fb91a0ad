// The rows of Spack Monitor's tables. Ids are from 1 in each table, ascending, never reused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apis/spack_monitor/log_events.h"
#include "apis/spack_monitor/value.h"
#include "base/time.h"

namespace hpc::apis::spack_monitor {

using Id = std::uint64_t;
using Text = std::optional<std::string>;  ///< a column that may be null

/// What every row has.
struct Row {
  Id id = 0;
  Instant added, modified;
};

struct Feature : Row {
  std::string name;
};

struct Target : Row {
  std::string name;
  Text vendor;
  std::vector<Id> features;
  Value generation;
  std::vector<Id> parents;  ///< targets
};

struct Architecture : Row {
  std::string platform, platform_os;
  Id target = 0;
};

struct Compiler : Row {
  std::string name, version;
};

struct Spec : Row {
  std::string name, spack_version;
  Text full_hash, build_hash;
  std::string hash;
  Text package_hash, name_space, version;
  std::optional<Id> architecture, compiler;
  Value parameters = Value::object({});
  std::vector<Id> dependencies;
};

/// A spec as something that others depend on, in one way; shared by all that do.
struct Dependency : Row {
  Id spec = 0;
  Value type;
};

struct BuildEnvironment : Row {
  std::string hostname, platform, kernel_version, host_os, host_target;
};

enum class BuildStatus { notrun, success, failed, cancelled };

struct Build : Row {
  Id spec = 0;
  Id environment = 0;
  std::string owner;
  BuildStatus status = BuildStatus::notrun;
  std::vector<Id> tags, variables, phases, errors, warnings;
  Text config_args;
  std::size_t phases_succeeded = 0, phases_failed = 0;  ///< with the status SUCCESS, with the status ERROR
};

struct Tag : Row {
  std::string name;
  std::vector<Id> builds;
};

struct Phase : Row {
  Id build = 0;
  std::string name;
  Text output, status;
};

/// An error or a warning that a phase printed.
struct BuildEvent : Row {
  Id phase = 0;
  LogEvent seen;
};

struct EnvironmentVariable : Row {
  std::string name, value;
  std::vector<Id> builds;
};

struct InstallFile : Row {
  Id build = 0;
  std::string name;
};

/// A result of an analyzer about one file.
struct Attribute : Row {
  Id install_file = 0;
  std::string name, analyzer;
  Text value;
  std::optional<Value> json;
};

}  // namespace hpc::apis::spack_monitor
