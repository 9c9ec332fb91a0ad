#include "conformance/check/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace hpc::conformance {
namespace {

// A signal handler can reach nothing else.
std::atomic<bool> interrupted = false;
std::atomic<int> pipe_end = -1;
int read_end = -1;
struct sigaction before_int;
struct sigaction before_term;

void on_signal(int) {
  if (interrupted.exchange(true)) _exit(130);
  const int descriptor = pipe_end.load();
  if (descriptor >= 0) (void)!::write(descriptor, "x", 1);
}

}  // namespace

Interrupt::Interrupt() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
    read_end = ends[0];
    pipe_end = ends[1];
  }
  interrupted = false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &before_int);
  sigaction(SIGTERM, &action, &before_term);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &before_int, nullptr);
  sigaction(SIGTERM, &before_term, nullptr);
  ::close(read_end);
  ::close(pipe_end.exchange(-1));
  read_end = -1;
}

const std::atomic<bool>& Interrupt::flag() const { return interrupted; }
int Interrupt::descriptor() const { return read_end; }

}  // namespace hpc::conformance
