#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace hpc {

void must_have_failed(const Error& error, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, error.sentence.c_str());
  std::abort();
}

}  // namespace hpc
