#include "http/api.h"

namespace hpc::http {

void Api::finish(const Request&, Response&) {}

std::optional<Response> Api::before(const Request&) { return std::nullopt; }

}  // namespace hpc::http
