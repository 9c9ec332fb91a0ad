// Task<T>: a coroutine that another awaits. A process of the simulated machine is one chain of them, its strand.
//
// Control is handed over by the strand, not from coroutine to coroutine: g++ makes tail calls of symmetric transfers
// only when it optimises, so a loop in a script would use up the stack in debug builds. For g++ 12's sake, arguments of
// an awaited call are named objects, and co_await stands alone at the right of an initialisation or assignment.
#pragma once

#include <cassert>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace hpc::site::programs {

class Strand final {
 public:
  /// Runs until the strand waits or its outermost task has ended.
  void run() {
    waits_ = false;
    while (next_ && !waits_) std::exchange(next_, nullptr).resume();
  }
  /// What run() goes on with.
  void set_next(std::coroutine_handle<> next) { next_ = next; }
  void wait_at(std::coroutine_handle<> here) {
    next_ = here;
    waits_ = true;
  }

 private:
  std::coroutine_handle<> next_;
  bool waits_ = false;
};

struct TaskPromiseBase {
  Strand* strand = nullptr;
  std::coroutine_handle<> caller;

  struct Return {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      ended.promise().strand->set_next(ended.promise().caller);
    }
    void await_resume() const noexcept {}
  };
  std::suspend_always initial_suspend() const noexcept { return {}; }
  Return final_suspend() const noexcept { return {}; }
  void unhandled_exception() const { std::terminate(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  void return_value(T result) { value = std::move(result); }
};
template <>
struct TaskPromise<void> : TaskPromiseBase {
  void return_void() const {}
};

/// Starts when it is awaited. Destroying it destroys the whole chain below it.
template <class T>
class [[nodiscard]] Task final {
 public:
  struct promise_type : TaskPromise<T> {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
  };

  Task() = default;
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> caller) noexcept {
    handle_.promise().strand = caller.promise().strand;
    handle_.promise().caller = caller;
    handle_.promise().strand->set_next(handle_);
  }
  T await_resume() {
    if constexpr (!std::is_void_v<T>) {
      assert(handle_.promise().value.has_value());
      return std::move(*handle_.promise().value);
    }
  }

  /// Makes it the outermost task of `strand`.
  void start_on(Strand& strand) {
    handle_.promise().strand = &strand;
    strand.set_next(handle_);
  }
  /// What it has ended with, if it has.
  auto result() const {
    if constexpr (!std::is_void_v<T>) return handle_ ? handle_.promise().value : std::optional<T>();
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

/// co_await Pause{}: the strand waits here until it is run again.
struct Pause {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> here) const noexcept {
    here.promise().strand->wait_at(here);
  }
  void await_resume() const noexcept {}
};

}  // namespace hpc::site::programs
