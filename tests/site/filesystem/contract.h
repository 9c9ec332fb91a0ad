// CONTRACT_CASE(claim) { ... }: a case of the contract suite, which runs over every subject as `files`, used by `me`.
#pragma once

#include <boost/test/unit_test.hpp>
#include <tuple>

#include "subject.h"

namespace hpc::site {

struct Virtual {
  static std::unique_ptr<Subject> make() { return virtual_subject(); }
};
struct Kernel {
  static std::unique_ptr<Subject> make() { return posix_subject(); }
};
using Subjects = std::tuple<Virtual, Kernel>;

}  // namespace hpc::site

#define CONTRACT_CASE(claim)                                 \
  static void claim##_case(Subject& files, const Actor& me); \
  BOOST_AUTO_TEST_CASE_TEMPLATE(claim, Each, Subjects) {     \
    const std::unique_ptr<Subject> files = Each::make();     \
    claim##_case(*files, files->as(files->me()));            \
  }                                                          \
  static void claim##_case([[maybe_unused]] Subject& files, [[maybe_unused]] const Actor& me)

/// Ends the case where nobody can be but oneself.
#define NEEDS_USERS                                                                          \
  if (!files.has_users()) {                                                                  \
    BOOST_TEST_MESSAGE("not run as root: what other users may is shown by the virtual one"); \
    return;                                                                                  \
  }
