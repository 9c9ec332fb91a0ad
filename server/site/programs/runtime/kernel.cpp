#include "site/programs/runtime/kernel.h"

#include <algorithm>
#include <cassert>
#include <csignal>

namespace hpc::site::programs {
namespace {

constexpr const char* kTooManySteps = "more than 50000000 commands";
// What the message about too much output may take itself.
constexpr std::uint64_t kLastWords = 4096;

}  // namespace

std::uint64_t Setting::memory_limit() const {
  if (spec->memory_per_node != 0) return spec->memory_per_node * hosts.size();
  return spec->memory_per_cpu * cpus;
}

Kernel::Kernel(const ProgramWorld& world, const CommandRunner& runner, Setting setting,
               std::function<void(ExitStatus)> ended)
    : world_(world),
      runner_(runner),
      setting_(std::move(setting)),
      ended_(std::move(ended)),
      last_pid_(static_cast<Pid>(4000 + setting_.job * 61 % 28'000)),
      random_(setting_.job),
      started_(world.timeline.now()),
      slice_instant_(world.timeline.now()) {}

Kernel::~Kernel() {
  closing_ = true;
  if (event_ != 0) timeline().cancel(event_);
  for (auto& [pid, process] : processes_) disarm(*process);
  processes_.clear();
}

Process* Kernel::make_process(const Process* parent) {
  if (processes_.size() >= Limits::kProcesses) return nullptr;
  const Pid pid = new_pid();
  auto process = std::make_unique<Process>(*this, pid, parent != nullptr ? parent->pid : 0);
  if (parent != nullptr) {
    process->descriptors = parent->descriptors;
    process->directory = parent->directory;
    process->umask = parent->umask;
    process->host = parent->host;
    process->code = parent->code;
  } else {
    main_pid_ = pid;
  }
  count_steps(8);  // a copy of a shell is dearer than a command
  return processes_.emplace(pid, std::move(process)).first->second.get();
}

void Kernel::start(Process& process, Task<int> main) {
  process.main_ = std::move(main);
  process.main_.start_on(process.strand_);
  wake(process.pid);
}

ExitStatus Kernel::collect(Pid pid) {
  const auto found = statuses_.find(pid);
  if (found == statuses_.end()) return {};
  const ExitStatus status = found->second;
  statuses_.erase(found);
  return status;
}

bool Kernel::kill(Pid pid, int signal) {
  const auto found = processes_.find(pid);
  if (found == processes_.end()) return false;
  if (pid == running_) {
    found->second->killed_by_ = signal;
  } else {
    end_process(pid, ExitStatus{0, signal});
  }
  return true;
}

void Kernel::kill_with_children(Pid pid, int signal) {
  std::vector<Pid> doomed = {pid};
  for (std::size_t i = 0; i < doomed.size(); ++i) {
    for (const auto& [child, process] : processes_) {
      if (process->parent == doomed[i]) doomed.push_back(child);
    }
  }
  for (Pid each : doomed) kill(each, signal);
}

void Kernel::end_process(Pid pid, ExitStatus status) {
  const auto found = processes_.find(pid);
  assert(found != processes_.end() && pid != running_);
  // Its streams may wake others while it goes; by then it must not be found any more.
  const std::unique_ptr<Process> process = std::move(found->second);
  processes_.erase(found);
  disarm(*process);
  if (processes_.contains(process->parent) || pid == main_pid_) statuses_[pid] = status;
  wake(process->parent);
}

void Kernel::wake(Pid pid) {
  if (closing_) return;
  const auto found = processes_.find(pid);
  if (found == processes_.end() || found->second->ready_) return;
  found->second->ready_ = true;
  ready_.push_back(pid);
}

void Kernel::begin() {
  event_ = timeline().at(now(), [this] {
    event_ = 0;
    run_ready();
  });
}

void Kernel::run_ready() {
  if (now() != slice_instant_) {
    work_before_ += work_now_;
    work_now_ = 0;
    slice_instant_ = now();
    if (work_before_ > Limits::kSteps * 1024) overrun(kTooManySteps);
  }
  while (ready_from_ < ready_.size()) {
    if (has_worked_enough() && pauses_for_steps()) return;
    const Pid pid = ready_[ready_from_++];
    if (ready_from_ == ready_.size()) {
      ready_.clear();
      ready_from_ = 0;
    }
    const auto found = processes_.find(pid);
    if (found == processes_.end()) continue;
    Process& process = *found->second;
    process.ready_ = false;
    running_ = pid;
    process.strand_.run();
    running_ = 0;
    if (is_overrun() && is_alive(main_pid_)) {
      end_process(main_pid_, ExitStatus{137, 0});
    } else if (process.killed_by_ != 0) {
      end_process(pid, ExitStatus{0, process.killed_by_});
    } else if (const std::optional<int> result = process.main_.result()) {
      end_process(pid, ExitStatus{*result & 255, 0});
    }
    if (!is_alive(main_pid_)) return finish(collect(main_pid_));
  }
}

// The machine has worked enough at this instant: go on later, ever later when nothing else makes time pass.
bool Kernel::pauses_for_steps() {
  if (work_before_ + work_now_ > Limits::kSteps * 1024) overrun(kTooManySteps);
  if (is_overrun()) return false;
  std::int64_t pause = Limits::kSliceMicroseconds;
  for (int i = Limits::kEvenSlices; i < slices_ && pause < Limits::kLongestPauseMicroseconds; ++i) pause *= 2;
  ++slices_;
  event_ = timeline().after(Duration(std::min(pause, Limits::kLongestPauseMicroseconds)), [this] {
    event_ = 0;
    run_ready();
  });
  return true;
}

void Kernel::finish(ExitStatus status) {
  status.out_of_memory = out_of_memory_;
  closing_ = true;
  for (auto& [pid, process] : processes_) disarm(*process);
  processes_.clear();
  if (event_ != 0) timeline().cancel(event_);
  event_ = 0;
  // The receiver may destroy this execution: nothing of it is used after the call.
  const std::function<void(ExitStatus)> ended = std::move(ended_);
  if (ended) ended(status);
}

void Kernel::arm(Process& process, Instant instant) {
  if (process.timer_ != 0) timeline().cancel(process.timer_);
  process.timer_ = timeline().at(instant, [this, pid = process.pid] {
    if (const auto found = processes_.find(pid); found != processes_.end()) found->second->timer_ = 0;
    slices_ = 0;  // somebody has really waited
    wake(pid);
    // What is ready waits for the event that ends a pause for steps, if there is one.
    if (event_ == 0) run_ready();
  });
}

void Kernel::disarm(Process& process) {
  if (process.timer_ != 0) timeline().cancel(process.timer_);
  process.timer_ = 0;
}

Task<void> Kernel::pass_until(Process& process, Instant instant) {
  while (now() < instant) {
    if (process.timer_ == 0) arm(process, instant);
    co_await Pause{};
  }
  disarm(process);
}

Task<ExitStatus> Kernel::wait_for(Process&, Pid child) {
  while (is_alive(child)) co_await Pause{};
  co_return collect(child);
}

Task<bool> Kernel::wait_until(Process& process, Pid child, Instant deadline) {
  while (is_alive(child) && now() < deadline) {
    if (process.timer_ == 0) arm(process, deadline);
    co_await Pause{};
  }
  disarm(process);
  co_return !is_alive(child);
}

bool Kernel::count_output(std::uint64_t bytes) {
  count_bytes(bytes);
  if (output_bytes_ + bytes <= Limits::kOutputBytes + (is_overrun() ? kLastWords : 0)) {
    output_bytes_ += bytes;
    return true;
  }
  overrun("more than 64 MiB of output");
  return false;
}

void Kernel::use_memory(std::int64_t bytes) {
  memory_bytes_ += bytes;
  if (memory_bytes_ > static_cast<std::int64_t>(Limits::kMemoryBytes)) overrun("more than 256 MiB of variables");
}

void Kernel::overrun(std::string why) {
  if (is_overrun()) return;
  overrun_ = std::move(why);
  const auto main = processes_.find(main_pid_);
  if (main == processes_.end()) return;
  if (const auto& errors = main->second->descriptors.get(2))
    errors->write("slurmstepd: error: job killed: " + overrun_ + "\n");
}

bool Kernel::must_settle(const Process& process) const {
  if (has_worked_enough() || is_overrun()) return true;
  const auto& out = process.descriptors.get(1);
  return out && out->is_full();
}

Task<void> Kernel::settle(Process& process) {
  if (has_worked_enough() || is_overrun()) {
    wake(process.pid);
    co_await Pause{};
  }
  while (process.descriptors.get(1) && process.descriptors.get(1)->is_full()) {
    process.descriptors.get(1)->watch(process.pid);
    co_await Pause{};
  }
}

}  // namespace hpc::site::programs
