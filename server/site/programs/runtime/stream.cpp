#include "site/programs/runtime/stream.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "site/programs/runtime/kernel.h"
#include "site/programs/runtime/limits.h"

namespace hpc::site::programs {
namespace {

class NullStream final : public Stream {
 public:
  int write(std::string_view) override { return 0; }
  Reading read(std::string&, std::size_t, bool) override { return Reading::end; }
};

class ZeroStream final : public Stream {
 public:
  int write(std::string_view) override { return 0; }
  Reading read(std::string& into, std::size_t most, bool) override {
    into.append(most, '\0');
    return Reading::data;
  }
};

class ContentStream final : public Stream {
 public:
  explicit ContentStream(Bytes content) : content_(std::move(content)) {}
  int write(std::string_view) override { return EBADF; }
  Reading read(std::string& into, std::size_t most, bool one_line) override {
    if (content_.empty()) return Reading::end;
    std::uint64_t length = std::min<std::uint64_t>(most, content_.size());
    if (one_line) {
      const std::uint64_t newline = content_.find("\n");
      if (newline != Bytes::npos) length = std::min(length, newline + 1);
    }
    into += content_.slice(0, length).str();
    content_ = content_.slice(length);
    return Reading::data;
  }
  const Bytes* content() const override { return &content_; }

 private:
  Bytes content_;
};

class SinkStream final : public Stream {
 public:
  SinkStream(Kernel& kernel, std::function<void(std::string_view)> sink) : kernel_(kernel), sink_(std::move(sink)) {}
  int write(std::string_view text) override {
    if (kernel_.count_output(text.size()) && sink_ && !text.empty()) sink_(text);
    return 0;
  }
  Reading read(std::string&, std::size_t, bool) override { return Reading::denied; }

 private:
  Kernel& kernel_;
  std::function<void(std::string_view)> sink_;
};

class FileStream final : public Stream {
 public:
  FileStream(Kernel& kernel, Path path) : kernel_(kernel), path_(std::move(path)) {}
  int write(std::string_view text) override {
    if (text.empty() || !kernel_.count_output(text.size())) return 0;
    FileSystem::Write how;
    how.append = true;
    how.create = false;
    const Result<void> written = kernel_.files().write(kernel_.credentials(), path_, Bytes(text), how);
    // A file that has been removed still takes what is written through its descriptor; nobody sees it.
    if (written || written.error().posix == ENOENT) return 0;
    return written.error().posix;
  }
  Reading read(std::string&, std::size_t, bool) override { return Reading::denied; }
  const Path* path() const override { return &path_; }

 private:
  Kernel& kernel_;
  Path path_;
};

// Shared by its two ends.
struct Pipe {
  explicit Pipe(Kernel& of) : kernel(of) {}
  Kernel& kernel;
  std::string buffer;
  std::size_t taken = 0;
  bool has_reader = true, has_writer = true;
  std::vector<Pid> watching;

  std::size_t waiting() const { return buffer.size() - taken; }
  void wake_all() {
    for (Pid pid : std::exchange(watching, {})) kernel.wake(pid);
  }
};

class PipeWriter final : public Stream {
 public:
  explicit PipeWriter(std::shared_ptr<Pipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeWriter() override {
    pipe_->has_writer = false;
    pipe_->wake_all();
  }
  int write(std::string_view text) override {
    if (!pipe_->has_reader) return EPIPE;
    if (text.empty()) return 0;
    if (pipe_->waiting() + text.size() > Limits::kWordBytes) {
      pipe_->kernel.overrun("more than 16 MiB in one pipe");
      return 0;
    }
    if (pipe_->taken > pipe_->buffer.size() / 2) {
      pipe_->buffer.erase(0, pipe_->taken);
      pipe_->taken = 0;
    }
    pipe_->buffer += text;
    pipe_->wake_all();
    return 0;
  }
  Reading read(std::string&, std::size_t, bool) override { return Reading::denied; }
  bool is_full() const override { return pipe_->has_reader && pipe_->waiting() >= Limits::kPipeBytes; }
  void watch(Pid pid) override { pipe_->watching.push_back(pid); }

 private:
  std::shared_ptr<Pipe> pipe_;
};

class PipeReader final : public Stream {
 public:
  explicit PipeReader(std::shared_ptr<Pipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeReader() override {
    pipe_->has_reader = false;
    pipe_->wake_all();
  }
  int write(std::string_view) override { return EBADF; }
  Reading read(std::string& into, std::size_t most, bool one_line) override {
    if (pipe_->waiting() == 0) return pipe_->has_writer ? Reading::wait : Reading::end;
    const bool was_full = pipe_->waiting() >= Limits::kPipeBytes;
    std::string_view view = std::string_view(pipe_->buffer).substr(pipe_->taken, most);
    if (one_line) view = view.substr(0, std::min(view.find('\n'), view.size() - 1) + 1);
    into += view;
    pipe_->taken += view.size();
    if (was_full && pipe_->waiting() < Limits::kPipeBytes) pipe_->wake_all();
    return Reading::data;
  }
  void watch(Pid pid) override { pipe_->watching.push_back(pid); }

 private:
  std::shared_ptr<Pipe> pipe_;
};

}  // namespace

std::shared_ptr<Stream> null_stream() {
  return std::make_shared<NullStream>();
}
std::shared_ptr<Stream> zero_stream() {
  return std::make_shared<ZeroStream>();
}
std::shared_ptr<Stream> content_stream(Bytes content) {
  return std::make_shared<ContentStream>(std::move(content));
}
std::shared_ptr<Stream> sink_stream(Kernel& kernel, std::function<void(std::string_view)> sink) {
  return std::make_shared<SinkStream>(kernel, std::move(sink));
}
std::shared_ptr<Stream> file_stream(Kernel& kernel, Path path) {
  return std::make_shared<FileStream>(kernel, std::move(path));
}

PipeEnds make_pipe(Kernel& kernel) {
  const auto pipe = std::make_shared<Pipe>(kernel);
  return {std::make_shared<PipeReader>(pipe), std::make_shared<PipeWriter>(pipe)};
}

const std::shared_ptr<Stream>& Descriptors::get(int descriptor) const {
  static const std::shared_ptr<Stream> kClosed;
  for (const auto& [number, stream] : open_) {
    if (number == descriptor) return stream;
  }
  return kClosed;
}

void Descriptors::set(int descriptor, std::shared_ptr<Stream> stream) {
  for (auto& [number, open] : open_) {
    if (number != descriptor) continue;
    open = std::move(stream);
    return;
  }
  open_.emplace_back(descriptor, std::move(stream));
}

void Descriptors::close(int descriptor) {
  std::erase_if(open_, [descriptor](const auto& open) { return open.first == descriptor; });
}

}  // namespace hpc::site::programs
