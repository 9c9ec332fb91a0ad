// What a descriptor refers to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "site/path.h"

namespace hpc::site::programs {

class Kernel;
using Pid = std::uint32_t;

class Stream {
 public:
  virtual ~Stream() = default;
  /// 0 or an errno: EPIPE when nobody reads any more, EBADF when it is not for writing.
  virtual int write(std::string_view text) = 0;
  enum class Reading { data, wait, end, denied };
  /// Appends at most `most` bytes to `into`; with `one_line`, not more than up to a newline.
  virtual Reading read(std::string& into, std::size_t most, bool one_line) = 0;
  /// True when a writer should wait for readers.
  virtual bool is_full() const { return false; }
  /// Wakes the process when there is something to read, or room to write.
  virtual void watch(Pid) {}
  /// The bytes that are left, of a stream over a file's content.
  virtual const Bytes* content() const { return nullptr; }
  /// The path it was opened at, when it writes to a file.
  virtual const Path* path() const { return nullptr; }
};

std::shared_ptr<Stream> null_stream();
/// Zeros without end; writes vanish.
std::shared_ptr<Stream> zero_stream();
std::shared_ptr<Stream> content_stream(Bytes content);
/// Gives what is written to a function.
std::shared_ptr<Stream> sink_stream(Kernel& kernel, std::function<void(std::string_view)> sink);
/// Appends to a file that exists; written to as the kernel's user.
std::shared_ptr<Stream> file_stream(Kernel& kernel, Path path);

struct PipeEnds {
  std::shared_ptr<Stream> reader, writer;
};
/// Ends when the last reference to the writer goes; breaks when the last to the reader does.
PipeEnds make_pipe(Kernel& kernel);

/// The descriptors of a process.
class Descriptors final {
 public:
  const std::shared_ptr<Stream>& get(int descriptor) const;  ///< null when it is not open
  void set(int descriptor, std::shared_ptr<Stream> stream);
  void close(int descriptor);

 private:
  std::vector<std::pair<int, std::shared_ptr<Stream>>> open_;
};

}  // namespace hpc::site::programs
