// tar and unzip.
#include "apis/firecrest/gnu_quoting.h"
#include "apis/firecrest/gnu_tools.h"

namespace hpc::apis::firecrest::gnu {
namespace {

const std::string kGivesUp = "\ntar: Error is not recoverable: exiting now";
const std::string kHadErrors = "\ntar: Exiting with failure status due to previous errors";

// tar hands a compressed archive to a child, whose errors come first.
Ran unopened_archive(const std::string& path, const std::string& reason, bool is_compressed) {
  const std::string opened = path + ": Cannot open: " + reason;
  if (!is_compressed) return failed("tar: " + opened + kGivesUp);
  return failed("tar (child): " + opened + "\ntar (child): Error is not recoverable: exiting now" +
                "\ntar: Child returned status 2" + kGivesUp);
}

bool is_compressed(site::ArchiveKind kind) {
  return kind == site::ArchiveKind::tar_gz || kind == site::ArchiveKind::tar_bz2;
}

Ran not_an_archive(site::ArchiveKind kind, const std::string& source, const Bytes& content) {
  const std::string no_tar = "tar: This does not look like a tar archive\ntar: Skipping to next header" + kHadErrors;
  const std::string magic = content.slice(0, 3).str();
  switch (kind) {
    case site::ArchiveKind::tar_gz:
      if (magic.substr(0, 2) == "\x1f\x8b") return failed(no_tar);
      return failed("gzip: stdin: not in gzip format\ntar: Child returned status 1" + kGivesUp);
    case site::ArchiveKind::tar_bz2:
      if (magic == "BZh") return failed(no_tar);
      return failed("bzip2: (stdin) is not a bzip2 file.\ntar: Child returned status 2" + kGivesUp);
    case site::ArchiveKind::zip:
      return failed("unzip:  cannot find zipfile directory in one of " + source + " or        " + source +
                    ".zip, and cannot find " + source + ".ZIP, period.");
    case site::ArchiveKind::tar:
      break;
  }
  return failed(no_tar);
}

}  // namespace

Ran tar_create(const Login& who, const std::string& target, const std::string& source, bool dereference) {
  site::FileSystem& files = who.machine.files();
  const auto to = path_of(who, target);
  // The child that compresses has opened the target before anything is read.
  const auto opened = to ? files.write(who.credentials, *to, Bytes()) : Result<void>(tl::unexpected(to.error()));
  if (!opened) return unopened_archive(target, opened.error().sentence, true);
  const std::string directory = directory_name(source);
  const auto from = path_of(who, source);
  const auto parent = path_of(who, directory);
  const auto listed =
      parent ? files.stat(who.credentials, *parent) : Result<site::Stat>(tl::unexpected(parent.error()));
  if (!listed) return failed("tar: " + directory + ": Cannot open: " + listed.error().sentence + kGivesUp);
  const auto stat = from ? files.lstat(who.credentials, *from) : Result<site::Stat>(tl::unexpected(from.error()));
  if (!stat) return failed("tar: " + base_name(source) + ": Cannot stat: " + stat.error().sentence + kHadErrors);
  const auto archive = site::make_archive(files, who.credentials, *from, site::ArchiveKind::tar_gz, dereference);
  if (!archive) return failed("tar: " + base_name(source) + ": Cannot open: " + archive.error().sentence + kHadErrors);
  const auto written = files.write(who.credentials, *to, *archive);
  return written ? Ran{} : unopened_archive(target, written.error().sentence, true);
}

std::optional<site::ArchiveKind> archive_kind(std::string_view suffix) {
  if (suffix == ".zip") return site::ArchiveKind::zip;
  if (suffix == ".tar") return site::ArchiveKind::tar;
  if (suffix == ".tgz" || suffix == ".gz") return site::ArchiveKind::tar_gz;
  if (suffix == ".bz2") return site::ArchiveKind::tar_bz2;
  return std::nullopt;
}

Ran extract(const Login& who, site::ArchiveKind kind, const std::string& source, const std::string& target) {
  site::FileSystem& files = who.machine.files();
  const auto from = path_of(who, source);
  const auto content = from ? files.read(who.credentials, *from) : Result<Bytes>(tl::unexpected(from.error()));
  if (!content && kind == site::ArchiveKind::zip)
    return failed("unzip:  cannot find or open " + source + ", " + source + ".zip or " + source + ".ZIP.");
  if (!content) return unopened_archive(source, content.error().sentence, is_compressed(kind));
  const auto to = path_of(who, target);
  const auto entered =
      to ? files.access(who.credentials, *to, site::can_execute) : Result<void>(tl::unexpected(to.error()));
  if (!entered) return failed("tar: " + target + ": Cannot open: " + entered.error().sentence + kGivesUp);
  const auto done = site::extract_archive(files, who.credentials, *content, kind, *to);
  if (done) return {};
  if (done.error().what == Errc::invalid) return not_an_archive(kind, source, *content);
  return failed("tar: " + target + ": Cannot open: " + done.error().sentence + kHadErrors);
}

}  // namespace hpc::apis::firecrest::gnu
