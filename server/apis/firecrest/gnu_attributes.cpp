// chmod, chown, stat.
#include <array>
#include <charconv>
#include <cstdio>

#include "apis/firecrest/gnu_quoting.h"
#include "apis/firecrest/gnu_tools.h"
#include "site/filesystem/mode.h"

namespace hpc::apis::firecrest::gnu {
namespace {

// "0644 (rw-r--r--)"
std::string shown_mode(std::uint32_t mode) {
  std::array<char, 16> octal{};
  std::snprintf(octal.data(), octal.size(), "%04o", mode);
  return std::string(octal.data()) + " (" + site::permission_letters(mode) + ')';
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

struct Ownership {
  std::optional<site::Uid> uid;
  std::optional<site::Gid> gid;
  std::string fault;
};

Ownership parse_ownership(const site::Accounts& accounts, const std::string& owner, const std::string& group) {
  const std::string spec = owner + ':' + group;
  Ownership wanted;
  if (!owner.empty()) {
    const site::UserSpec* user = accounts.user(owner);
    wanted.uid = user ? std::optional(user->uid) : number(owner);
    // "owner:" means the owner's login group too, which a bare number has not.
    if (group.empty() && !user) return {{}, {}, "chown: invalid spec: " + quoted(spec)};
    if (!wanted.uid) return {{}, {}, "chown: invalid user: " + quoted(spec)};
    if (group.empty()) wanted.gid = user->gid;
  }
  if (!group.empty()) {
    const site::GroupSpec* known = accounts.group(group);
    wanted.gid = known ? std::optional(known->gid) : number(group);
    if (!wanted.gid) return {{}, {}, "chown: invalid group: " + quoted(spec)};
  }
  return wanted;
}

// The user when one was named, and the group.
std::string shown_owner(const site::Accounts& accounts, const Ownership& wanted, site::Uid uid, site::Gid gid) {
  const std::string group = accounts.group_name(gid);
  return wanted.uid ? accounts.user_name(uid) + ':' + group : group;
}

}  // namespace

Ran chmod(const Login& who, const std::string& mode, const std::string& path) {
  site::FileSystem& files = who.machine.files();
  if (!site::parse_mode_change(mode, 0, false))
    return failed("chmod: invalid mode: " + quoted(mode) + "\nTry 'chmod --help' for more information.");
  const auto wanted = path_of(who, path);
  const auto stat = wanted ? files.stat(who.credentials, *wanted) : Result<site::Stat>(tl::unexpected(wanted.error()));
  if (!stat) return failed("chmod: cannot access " + quoted(path) + ": " + stat.error().sentence);
  const auto changed = site::parse_mode_change(mode, stat->mode, stat->type == site::FileType::directory);
  const auto done = files.change_mode(who.credentials, *wanted, *changed);
  if (!done) return failed("chmod: changing permissions of " + quoted(path) + ": " + done.error().sentence);
  const std::string of = "mode of " + quoted(path);
  return {
      Bytes(*changed == stat->mode ? of + " retained as " + shown_mode(stat->mode)
                                   : of + " changed from " + shown_mode(stat->mode) + " to " + shown_mode(*changed)),
      ""};
}

Ran chown(const Login& who, const site::Accounts& accounts, const std::string& owner, const std::string& group,
          const std::string& path) {
  site::FileSystem& files = who.machine.files();
  const Ownership wanted = parse_ownership(accounts, owner, group);
  if (!wanted.fault.empty()) return failed(wanted.fault);
  const auto at = path_of(who, path);
  const auto stat = at ? files.stat(who.credentials, *at) : Result<site::Stat>(tl::unexpected(at.error()));
  if (!stat) return failed("chown: cannot access " + quoted(path) + ": " + stat.error().sentence);
  const std::string what = wanted.uid ? "ownership of " : "group of ";
  const auto done = files.change_owner(who.credentials, *at, wanted.uid, wanted.gid);
  if (!done) return failed("chown: changing " + what + quoted(path) + ": " + done.error().sentence);
  const site::Uid uid = wanted.uid.value_or(stat->uid);
  const site::Gid gid = wanted.gid.value_or(stat->gid);
  const std::string after = shown_owner(accounts, wanted, uid, gid);
  if (uid == stat->uid && gid == stat->gid) return {Bytes(what + quoted(path) + " retained as " + after), ""};
  return {Bytes("changed " + what + quoted(path) + " from " + shown_owner(accounts, wanted, stat->uid, stat->gid) +
                " to " + after),
          ""};
}

Measured stat(const Login& who, const std::string& path, bool dereference) {
  const site::FileSystem& files = who.machine.files();
  const auto wanted = path_of(who, path);
  const auto stat = !wanted       ? Result<site::Stat>(tl::unexpected(wanted.error()))
                    : dereference ? files.stat(who.credentials, *wanted)
                                  : files.lstat(who.credentials, *wanted);
  if (!stat) return {failed("stat: cannot statx " + quoted(path) + ": " + stat.error().sentence), {}};
  return {{}, *stat};
}

}  // namespace hpc::apis::firecrest::gnu
