// Errors and warnings in what a build printed, in the way of CTest's parser of logs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hpc::apis::spack_monitor {

struct LogEvent {
  bool is_error = true;  ///< else a warning
  std::string text;      ///< the line
  std::string source_file;
  std::int64_t source_line = 0;  ///< 0: the line names none
  std::int64_t line = 0;         ///< in the log, from 1
  std::int64_t start = 0, end = 0;
  std::string pre_context, post_context;
};

/// In the order of their lines.
std::vector<LogEvent> find_events(std::string_view log);

}  // namespace hpc::apis::spack_monitor
