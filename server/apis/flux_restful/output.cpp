#include "apis/flux_restful/output.h"

#include <memory>

#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful {
namespace {

constexpr std::size_t kMostWaiting = 10'000;  // before it is looked who is gone

std::string waiter(const http::Request& request) {
  return request.client_address + " " + request.target;
}

}  // namespace

http::Response Outputs::whole(const http::Request& request, const FluxJob* job) {
  if (!job) return wire::no_output();
  const State state = jobs_.state(*job);
  if (state == State::inactive) {
    waiting_for_start_.erase(waiter(request));
    return wire::output(jobs_.output_of(*job));
  }
  if (state == State::depend || state == State::priority) return wire::no_output();
  if (state == State::sched) {
    if (waiting_for_start_.size() >= kMostWaiting) forget_the_gone();
    waiting_for_start_[waiter(request)] = job->id;
    return http::Response::not_yet();
  }
  const auto waited = waiting_for_start_.find(waiter(request));
  if (waited == waiting_for_start_.end() || waited->second != job->id) return http::Response::not_yet();
  waiting_for_start_.erase(waited);
  return wire::no_output();
}

// Who has hung up does not come back for the answer.
void Outputs::forget_the_gone() {
  std::erase_if(waiting_for_start_, [this](const auto& entry) {
    const FluxJob* job = jobs_.find(entry.second);
    return !job || jobs_.state(*job) != State::sched;
  });
}

http::Response Outputs::stream(const FluxJob* job) const {
  http::Response response;
  if (!job) {
    response.stream = [] { return http::Piece{{}, true}; };
    return response;
  }
  auto sent = std::make_shared<std::uint64_t>(0);  // shared by copies of the source
  response.stream = [this, job, sent]() -> std::optional<http::Piece> {
    const bool is_over = jobs_.state(*job) == State::inactive;
    const Bytes text = jobs_.output_of(*job);
    const std::uint64_t newline = text.find("\n", *sent);
    const bool has_line = newline != Bytes::npos;
    if (!has_line && !is_over) return std::nullopt;
    const std::uint64_t end = has_line ? newline + 1 : text.size();
    const std::string line = text.slice(*sent, end - *sent).str();
    *sent = end;
    return http::Piece{line.empty() ? Bytes() : Bytes(wire::line(line)), is_over && end == text.size()};
  };
  return response;
}

}  // namespace hpc::apis::flux_restful
