#include "apis/prominence/staging.h"

#include <algorithm>
#include <optional>

#include "apis/prominence/images.h"
#include "site/filesystem/archive.h"

namespace hpc::apis::prominence {
namespace {

class Staging final {
 public:
  Staging(const Place& place, const Work& work)
      : place_(place),
        work_(work),
        directory_(directory_of(place, work.uuid)),
        work_directory_(work_directory_of(place, work.uuid)) {}

  void make_directories() {
    const site::Credentials root;
    (void)files().make_directories(root, work_directory_);
    for (const site::Path& path : {directory_, work_directory_})
      (void)files().change_owner(root, path, work_.credentials.uid, work_.credentials.gid);
    for (std::uint32_t node = 0; node < description().nodes; ++node)
      for (const bool is_stderr : {false, true}) {
        const site::Path file = directory_ / output_file(is_stderr, node);
        if (!files().stat(root, file)) (void)files().write(work_.credentials, file, Bytes());
      }
  }

  void write_input(const InputFile& input) {
    const std::optional<site::Path> path = inside(input.name);
    if (!path) return;
    (void)files().make_directories(work_.credentials, path->parent());
    site::FileSystem::Write how;
    how.mode = input.is_executable ? 0755 : 0644;
    (void)files().write(work_.credentials, *path, Bytes(input.content), how);
  }

  // A tar ball or zip is unpacked, any other file is put beside it.
  Why bring(const Artifact& artifact) {
    const std::string url = filled_in(work_, artifact.url);
    if (matches_any(place_.options.unavailable_artifacts, url)) return Why::artifact_missing;
    const std::string key = key_of(url);
    if (key.empty() || !place_.fetch) return Why::none;  // elsewhere: taken to be there, and the mock asks nobody
    const std::optional<Bytes> content = place_.fetch(key);
    if (!content) return Why::artifact_missing;
    brought += content->size();
    const std::string name = key.substr(key.rfind('/') + 1);
    if (const std::optional<site::ArchiveKind> kind = kind_of(name)) {
      const bool is_whole = extract_archive(files(), work_.credentials, *content, *kind, work_directory_).has_value();
      return is_whole ? Why::none : Why::artifact_broken;
    }
    write_input({name, content->str(), artifact.is_executable});
    return Why::none;
  }

  Why keep(const std::string& name, bool is_directory) {
    const std::optional<site::Path> path = inside(filled_in(work_, name));
    if (!path) return Why::output_missing;
    Result<Bytes> content = is_directory
                                ? make_archive(files(), work_.credentials, *path, site::ArchiveKind::tar_gz, false)
                                : files().read(work_.credentials, *path);
    if (!content) return Why::output_missing;
    const std::string key =
        output_prefix(work_.uuid, work_.origin.get()) + std::string(path->name()) + (is_directory ? ".tgz" : "");
    const std::uint64_t size = content->size();
    if (place_.keep && !place_.keep(key, std::move(*content))) return Why::upload_failed;
    work_.report->outputs.push_back({name, key, size});
    return Why::none;
  }

  std::uint64_t brought = 0;  ///< bytes

 private:
  const Description& description() const { return *work_.description; }
  site::FileSystem& files() { return place_.cluster.files(); }

  std::optional<site::Path> inside(const std::string& name) const {
    const auto path = site::Path::parse(name, work_directory_);
    if (!path || !path->is_under(work_directory_)) return std::nullopt;
    return *path;
  }

  // Uploaded objects by their names, other objects of this storage by the URLs that lead to them.
  std::string key_of(const std::string& url) const {
    if (url.find("http") == std::string::npos)
      return "uploads/" + (url.find('/') == std::string::npos ? work_.user + "/" : "") + url;
    const std::string storage = std::string("/store/") + kBucket + "/";
    const std::size_t start = url.find(storage);
    if (start == std::string::npos) return "";
    const std::size_t from = start + storage.size();
    return url.substr(from, std::min(url.find('?'), url.size()) - from);
  }

  static std::optional<site::ArchiveKind> kind_of(const std::string& name) {
    if (name.ends_with(".tgz") || name.ends_with(".tar.gz")) return site::ArchiveKind::tar_gz;
    if (name.ends_with(".tar.bz2")) return site::ArchiveKind::tar_bz2;
    if (name.ends_with(".tar")) return site::ArchiveKind::tar;
    if (name.ends_with(".zip")) return site::ArchiveKind::zip;
    return std::nullopt;
  }

  const Place& place_;
  const Work& work_;
  site::Path directory_, work_directory_;
};

}  // namespace

site::Path work_directory_of(const Place& place, const std::string& uuid) {
  return directory_of(place, uuid) / "work";
}

Why stage_in(const Place& place, const Work& work) {
  Staging staging(place, work);
  staging.make_directories();
  const Description& description = *work.description;
  for (const InputFile& input : description.inputs) staging.write_input(input);
  if (matches_any(place.options.unavailable_storage, description.storage_provider)) return Why::mount_failed;
  for (const Artifact& artifact : description.artifacts)
    if (const Why why = staging.bring(artifact); why != Why::none) return why;
  if (!description.artifacts.empty()) work.report->stage_in = transfer_time(staging.brought);
  return Why::none;
}

Why stage_out(const Place& place, const Work& work) {
  Staging staging(place, work);
  const Description& description = *work.description;
  for (const std::string& name : description.output_files)
    if (const Why why = staging.keep(name, false); why != Why::none) return why;
  for (const std::string& name : description.output_dirs)
    if (const Why why = staging.keep(name, true); why != Why::none) return why;
  std::uint64_t bytes = 0;
  for (const StoredOutput& output : work.report->outputs) bytes += output.size;
  if (!work.report->outputs.empty()) work.report->stage_out = transfer_time(bytes);
  return Why::none;
}

std::string filled_in(const Work& work, const std::string& text) {
  return work.origin ? substitute(text, work.origin->substitutes) : text;
}

// Where a path stands as a word, or begins one: not "/data" in "/database" or "a/data".
std::string with_mount_points(const Description& description, const site::Path& work_directory, std::string command) {
  const auto is_of_name = [&command](std::size_t at) {
    const char c = at < command.size() ? command[at] : ' ';
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  };
  for (const Artifact& artifact : description.artifacts) {
    const std::string& mounted = artifact.mountpoint;
    if (mounted.size() < 2) continue;  // "/" begins too many words
    const std::string place = (work_directory / artifact.source).str();
    for (std::size_t at = command.find(mounted); at != std::string::npos; at = command.find(mounted, at + 1)) {
      const bool is_inside = at > 0 && (is_of_name(at - 1) || command[at - 1] == '/');
      if (is_inside || is_of_name(at + mounted.size())) continue;
      command.replace(at, mounted.size(), place);
      at += place.size() - 1;
    }
  }
  return command;
}

Duration transfer_time(std::uint64_t bytes) {
  return std::chrono::milliseconds(50) + Duration(static_cast<std::int64_t>(bytes / 100));  // 100 MB/s
}

}  // namespace hpc::apis::prominence
