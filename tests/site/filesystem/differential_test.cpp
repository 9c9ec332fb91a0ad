// Random sequences of operations on ours and on the kernel's filesystem: every outcome and every final tree must agree.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sstream>

#include "base/random.h"
#include "subject.h"

namespace hpc::site {
namespace {

// One operation, as words; both subjects are told the same.
struct Operation {
  std::string words;
  std::function<std::string(const Actor&)> act;
};

class Generator final {
 public:
  Generator(std::uint64_t seed, bool has_sticky, bool links_foreign_files)
      : random_(seed), has_sticky_(has_sticky), links_foreign_files_(links_foreign_files) {}

  const Credentials& user() {
    static const std::vector<Credentials> kUsers{kSuperuser, kAlice, kAlice, kBob, kBob, kCarol};
    return kUsers[random_.below(kUsers.size())];
  }

  Operation operation(const Credentials& who) {
    const std::uint64_t kind = random_.below(100);
    if (kind < 40) return change_of_names(who);
    if (kind < 60) return change_of_content();
    if (kind < 75) return change_of_attributes();
    return look();
  }

 private:
  std::string name() { return std::string(1, "abcd"[random_.below(4)]); }

  std::string path() {
    std::string text;
    const std::uint64_t depth = 1 + random_.below(3);
    for (std::uint64_t level = 0; level < depth; ++level) text += random_.below(12) == 0 ? "/.." : "/" + name();
    if (random_.below(10) == 0) text += "/";
    if (random_.below(60) == 0) text = "/";
    return text;
  }

  std::string target() {
    std::string text = path();
    if (random_.below(3) > 0) text.erase(0, 1);
    if (random_.below(4) == 0) text = "../" + text;
    return text;
  }

  std::uint32_t mode() {
    static const std::vector<std::uint32_t> kModes{0,    0777, 0755, 0755, 0700, 0644,  0666,  0070,  0007,
                                                   0311, 0444, 0222, 0640, 0750, 02775, 04755, 02755, 01777};
    const std::uint32_t chosen = kModes[random_.below(kModes.size())];
    return has_sticky_ ? chosen : chosen & 06777;
  }

  std::string content() { return std::string(random_.below(6), static_cast<char>('0' + random_.below(10))); }

  Operation change_of_names(const Credentials& who) {
    const std::string a = path(), b = path(), text = target();
    const std::uint32_t bits = mode();
    switch (random_.below(9)) {
      case 0:
      case 1:
      case 2:
        return {"mkdir " + a, [=](const Actor& actor) { return actor.mkdir(a, bits | 0700); }};
      case 3:
        return {"rmdir " + a, [=](const Actor& actor) { return actor.rmdir(a); }};
      case 4:
        return {"remove " + a, [=](const Actor& actor) { return actor.remove(a); }};
      case 5:
        return {"symlink " + text + " " + a, [=](const Actor& actor) { return actor.symlink(text, a); }};
      case 6:
        if (who.is_root() || links_foreign_files_) {
          return {"link " + a + " " + b, [=](const Actor& actor) { return actor.link(a, b); }};
        }
        [[fallthrough]];
      default:
        return {"rename " + a + " " + b, [=](const Actor& actor) { return actor.rename(a, b); }};
    }
  }

  Operation change_of_content() {
    const std::string a = path(), text = content();
    // The kernel takes setuid away again with the first byte; ours is told the final mode.
    const FileSystem::Write how{.mode = (mode() & 0777) | 0600,
                                .append = random_.below(4) == 0,
                                .exclusive = random_.below(4) == 0,
                                .create = random_.below(5) != 0};
    if (random_.below(6) == 0) {
      const std::uint64_t size = random_.below(9);
      return {"truncate " + a, [=](const Actor& actor) { return actor.truncate(a, size); }};
    }
    return {"write " + a + (how.append ? " append" : "") + (how.exclusive ? " exclusive" : "") +
                (how.create ? "" : " existing"),
            [=](const Actor& actor) { return actor.write_how(a, text, how); }};
  }

  Operation change_of_attributes() {
    const std::string a = path();
    const std::uint32_t bits = mode();
    static const std::vector<std::uint32_t> kIds{0, 1000, 1001, 1002, 2000};
    const std::uint32_t first = kIds[random_.below(kIds.size())], second = kIds[random_.below(kIds.size())];
    const std::optional<Uid> uid = random_.below(3) == 0 ? std::optional<Uid>(first) : std::nullopt;
    const std::optional<Gid> gid = random_.below(3) > 0 ? std::optional<Gid>(second) : std::nullopt;
    switch (random_.below(4)) {
      case 0:
        return {"chown " + a + " " + (uid ? std::to_string(*uid) : "") + ":" + (gid ? std::to_string(*gid) : ""),
                [=](const Actor& actor) { return actor.chown(a, uid, gid); }};
      case 1:
        return {"utimes " + a, [=](const Actor& actor) { return actor.utimes(a, 1, 2); }};
      default:
        return {"chmod " + a, [=](const Actor& actor) { return actor.chmod(a, bits); }};
    }
  }

  Operation look() {
    const std::string a = path();
    const unsigned wanted = static_cast<unsigned>(random_.below(8));
    switch (random_.below(7)) {
      case 0:
        return {"stat " + a, [=](const Actor& actor) { return actor.stat(a); }};
      case 1:
        return {"lstat " + a, [=](const Actor& actor) { return actor.lstat(a); }};
      case 2:
        return {"read " + a, [=](const Actor& actor) { return actor.read(a); }};
      case 3:
        return {"list " + a, [=](const Actor& actor) { return actor.list(a); }};
      case 4:
        return {"readlink " + a, [=](const Actor& actor) { return actor.read_link(a); }};
      case 5:
        return {"realpath " + a, [=](const Actor& actor) { return actor.real_path(a); }};
      default:
        return {"access " + a + " " + std::to_string(wanted),
                [=](const Actor& actor) { return actor.access(a, wanted); }};
    }
  }

  Random random_;
  bool has_sticky_, links_foreign_files_;
};

// The first difference, or "".
std::string difference(std::uint64_t seed, int length) {
  const auto ours = virtual_subject(), kernels = posix_subject();
  if (!kernels->has_users()) return "";
  Generator generator(seed, kernels->has_plain_sticky_directories(), kernels->protects_hardlinks());
  std::ostringstream story;
  for (int step = 0; step < length; ++step) {
    const Credentials& who = generator.user();
    const Operation operation = generator.operation(who);
    const std::string here = operation.act(ours->as(who)), there = operation.act(kernels->as(who));
    story << who.uid << " " << operation.words << ": " << there << "\n";
    if (here != there) return story.str() + "but ours says " + here + "\n" + kernels->tree();
    if (step % 40 == 39 || step == length - 1) {
      const std::string tree = ours->tree(), real_tree = kernels->tree();
      if (tree != real_tree) return story.str() + "ours:\n" + tree + "the kernel's:\n" + real_tree;
    }
  }
  return "";
}

BOOST_AUTO_TEST_CASE(random_operations_go_as_on_the_kernels_filesystem) {
  const char* wanted = std::getenv("HPCMOCK_SEEDS");  // more of them, by hand
  const std::uint64_t seeds = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 40;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const std::string found = difference(seed, 400);
    BOOST_REQUIRE_MESSAGE(found.empty(), "seed " << seed << ":\n" << found);
  }
}

}  // namespace
}  // namespace hpc::site
