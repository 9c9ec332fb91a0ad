#include "http/listener/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cassert>
#include <cstdint>

namespace hpc::http {

Mailbox::Mailbox() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  assert(fd_ >= 0 && "no descriptor left at start");
}
Mailbox::~Mailbox() {
  ::close(fd_);
}

void Mailbox::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_open_) return;
    tasks_.push_back(std::move(task));
    if (tasks_.size() > 1) return;  // the first has already nudged
  }
  nudge();
}

void Mailbox::nudge() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(fd_, &one, sizeof one);  // fails only when it is readable anyway
}

std::vector<Mailbox::Task> Mailbox::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t read = ::read(fd_, &count, sizeof count);
  std::vector<Task> tasks;
  const std::lock_guard lock(mutex_);
  tasks.swap(tasks_);
  return tasks;
}

void Mailbox::close() {
  std::vector<Task> forgotten;  // destroyed outside the lock: a task may own what posts when it ends
  const std::lock_guard lock(mutex_);
  is_open_ = false;
  forgotten.swap(tasks_);
}

}  // namespace hpc::http
