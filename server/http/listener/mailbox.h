// How other threads speak to a worker: tasks that it runs on its own thread.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace hpc::http {

class Mailbox final {
 public:
  using Task = std::function<void()>;

  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Readable while there is something to do.
  int fd() const { return fd_; }
  /// Any thread. After close() the task is forgotten.
  void post(Task task);
  /// Any thread: makes the worker look around, without a task.
  void nudge();
  /// The tasks posted so far, in order.
  std::vector<Task> take();
  void close();

 private:
  std::mutex mutex_;
  std::vector<Task> tasks_;
  bool is_open_ = true;
  int fd_;
};

}  // namespace hpc::http
