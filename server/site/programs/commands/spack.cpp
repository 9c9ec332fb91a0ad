// spack: `install` plays what an installation prints and makes, in virtual time, and tells whoever watches.
#include <fmt/format.h>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"
#include "site/programs/programs.h"
#include "site/programs/spack_spec.h"

namespace hpc::site::programs {
namespace {

struct Phase {
  const char* name;
  std::chrono::seconds takes;
  const char* printed;  ///< to the build's log
};

// Of a package built by autotools, as most are.
constexpr Phase kPhases[] = {
    {"autoreconf", std::chrono::seconds(1), ""},
    {"configure", std::chrono::seconds(10),
     "checking for gcc... gcc\nchecking whether the C compiler works... yes\nconfig.status: creating Makefile\n"},
    {"build", std::chrono::seconds(30), "make all\ngcc -O2 -c src/main.c -o src/main.o\n"},
    {"install", std::chrono::seconds(5), "make install\n"},
};

class Installing {
 public:
  Installing(Invocation& call, SpackSpec spec)
      : call_(call),
        spec_(std::move(spec)),
        label_(spec_.name + "-" + spec_.version + "-" + spack_hash(spec_, "dag")),
        prefix_(fmt::format("{}/spack/opt/spack/{}-{}-{}/{}-{}/{}", home(), kSpackPlatform, kSpackOperatingSystem,
                            kSpackTarget, spec_.compiler, spec_.compiler_version, label_)) {}

  Task<int> run() {
    if (is_installed()) {
      call_.out("[+] " + prefix_ + "\n");
      co_return 0;
    }
    say("==> Installing " + label_ + "\n==> No binary for " + label_ + " found: installing from source\n");
    tell("", Installation::State::started, "");
    for (const Phase& phase : kPhases) co_await play(phase);
    if (!make_files()) {
      say("==> Error: [Errno 13] Permission denied: '" + prefix_ + "'\n");
      tell("", Installation::State::failed, "");
      co_return 1;
    }
    say("==> " + spec_.name + ": Successfully installed " + label_ + "\n  Fetch: 0.00s.  Build: 46.00s.  Total: 46.00s.\n[+] " +
        prefix_ + "\n");
    tell("", Installation::State::succeeded, "");
    co_return 0;
  }

 private:
  bool is_installed() const {
    const Result<Path> path = Path::parse(prefix_);
    return path && call_.files().stat(call_.who(), *path);
  }
  std::string home() const { return call_.kernel().world().home_of(call_.kernel().user()); }

  void say(const std::string& text) {
    call_.out(text);
    call_.flush();
  }
  void tell(const std::string& phase, Installation::State state, const std::string& output) const {
    const ProgramWorld& world = call_.kernel().world();
    if (world.installation)
      world.installation({call_.kernel().setting().job, call_.kernel().user(), spec_, phase, state, output});
  }

  Task<void> play(const Phase& phase) {
    const std::string heading = "==> " + spec_.name + ": Executing phase: '" + phase.name + "'\n";
    say(heading);
    co_await call_.kernel().pass_until(call_.process, call_.kernel().now() + phase.takes);
    tell(phase.name, Installation::State::succeeded, heading + phase.printed);
  }

  bool make_files() {
    const Result<Path> folder = Path::parse(prefix_ + "/lib");
    if (!folder || !call_.files().make_directories(call_.who(), *folder)) return false;
    return bool(call_.files().write(call_.who(), *folder / ("lib" + spec_.name + ".so"), Bytes("a library\n")));
  }

  Invocation& call_;
  SpackSpec spec_;
  std::string label_, prefix_;
};

Task<int> spack(Invocation& call) {
  const std::vector<std::string>& words = call.arguments;
  if (words.size() == 2 && (words[1] == "--version" || words[1] == "-V")) {
    call.out(std::string(kSpackVersion) + "\n");
    co_return 0;
  }
  if (words.size() < 2 || words[1] != "install") {
    call.error_line(words.size() < 2 ? "usage: spack [-hV] COMMAND ..." : "==> Error: unknown command '" + words[1] + "'");
    co_return words.size() < 2 ? 2 : 1;
  }
  const std::vector<SpackSpec> specs = specs_to_install(words);
  if (specs.empty()) {
    call.error_line("==> Error: install requires a package argument or active environment");
    co_return 1;
  }
  for (const SpackSpec& spec : specs) {
    Installing one(call, concretized(spec));
    if (const int status = co_await one.run(); status != 0) co_return status;
  }
  co_return 0;
}

}  // namespace

std::span<const Command> spack_commands() {
  static constexpr Command kCommands[] = {{"spack", nullptr, spack}};
  return kCommands;
}

}  // namespace hpc::site::programs
