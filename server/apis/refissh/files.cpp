#include "apis/refissh/files.h"

#include "base/encoding.h"

namespace hpc::apis::refissh {
namespace {

// "home/./a//../b/" is "home/b". Absent when it climbs out.
std::optional<std::string> inside(std::string_view path) {
  std::vector<std::string_view> kept;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else {
      if (kept.empty()) return std::nullopt;
      kept.pop_back();
    }
  }
  std::string text;
  for (std::string_view segment : kept) {
    if (!text.empty()) text += '/';
    text += segment;
  }
  return text;
}

// The project's name as the name of a folder: one segment, whatever it is.
std::string folder_name(const std::string& project) {
  const std::string encoded = percent_encode(project);
  return encoded.find_first_not_of('.') == std::string::npos ? "%" + encoded : encoded;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// Fails where no filesystem has such a name: a NUL byte, a segment too long.
Result<site::Path> below(const site::Path& root, const std::string& path) {
  return path.empty() ? Result<site::Path>(root) : site::Path::parse(path, root);
}

// A mount that is gone fails everything; any other failure has been looked for before.
Error storage_error(const Error&) {
  return wire::storage_fails();
}

}  // namespace

Files::Files(site::FileSystem& disk, const Options& options, const site::Credentials& who)
    : disk_(disk), options_(options), who_(who) {
  const site::Credentials administrator;
  const site::Path root = site::Path::of(options.root);
  // A site file may have made the folders with content of its own; then they stay as they are.
  (void)disk.make_directories(administrator, root);
  (void)disk.change_owner(administrator, root, who.uid, who.gid);
  (void)disk.make_directories(who, root / "projects");
  for (const std::string& project : options.projects()) {
    (void)disk.make_directories(who, project_root(project));
    for (const std::string& folder : options.folders) (void)disk.make_directories(who, project_root(project) / folder);
    if (options.documented_examples) make_documented_examples(project);
  }
}

// What the example calls of the document need to succeed: the folders and files that they name.
void Files::make_documented_examples(const std::string& project) {
  const site::Path root = project_root(project);
  for (const char* folder : {"some_folder", "some/nonexisting", "existing/folder/or"})
    (void)disk_.make_directories(who_, root / folder);
  for (const char* file : {"some_file.file", "existing/folder/or/file.file", "some_folder/image.simg"})
    (void)disk_.write(who_, root / file, "an example\n");
}

site::Path Files::project_root(const std::string& project) const {
  return site::Path::of(options_.root) / "projects" / folder_name(project);
}

bool Files::is_inside(std::string_view path) {
  return inside(path).has_value();
}

site::Path Files::place_of(const std::string& project, const Resource& resource) const {
  const site::Path root = project_root(project);
  return resource.path.empty() ? root : root / resource.path;
}

Resource Files::resource_of(std::string path, const site::Stat& stat) const {
  const ResourceType type = stat.type == site::FileType::directory ? ResourceType::folder : ResourceType::file;
  return {std::move(path), type, stat.size, stat.modified};
}

std::optional<Resource> Files::find(const std::string& project, std::string_view path) const {
  std::optional<std::string> own = inside(path);
  if (!own) return std::nullopt;
  const site::Path root = project_root(project);
  const Result<site::Path> whole = below(root, *own);
  if (!whole) return std::nullopt;
  const Result<site::Stat> stat = disk_.stat(who_, *whole);
  if (!stat) return std::nullopt;
  // A job may have left a link that leads out of the project's tree; behind it there is nothing to see.
  const Result<site::Path> real = disk_.real_path(who_, *whole);
  if (!real || !real->is_under(root)) return std::nullopt;
  return resource_of(std::move(*own), *stat);
}

Result<std::vector<Resource>> Files::list(const std::string& project, std::string_view path) const {
  const std::optional<Resource> folder = find(project, path);
  if (!folder || folder->type != ResourceType::folder) return failure(wire::resource_missing());
  const site::Path place = place_of(project, *folder);
  const std::vector<site::DirectoryEntry> entries = HPC_TRY(disk_.list(who_, place).map_error(storage_error));
  std::vector<Resource> children;
  children.reserve(entries.size());
  for (const site::DirectoryEntry& entry : entries) {
    std::string child = folder->path.empty() ? entry.name : folder->path + "/" + entry.name;
    if (entry.stat.type != site::FileType::symlink) {
      children.push_back(resource_of(std::move(child), entry.stat));
    } else if (std::optional<Resource> target = find(project, child)) {
      children.push_back(std::move(*target));
    }
  }
  return children;
}

Result<Bytes> Files::read(const std::string& project, std::string_view path) const {
  const std::optional<Resource> file = find(project, path);
  if (!file || file->type != ResourceType::file) return failure(wire::resource_missing());
  return disk_.read(who_, place_of(project, *file)).map_error(storage_error);
}

Result<site::Path> Files::place_for_new(const std::string& project, std::string_view path) const {
  const std::optional<std::string> own = inside(path);
  if (!own) return failure(wire::parent_missing());
  if (own->empty() || find(project, *own)) return failure(wire::resource_exists());
  const std::optional<Resource> parent = find(project, parent_of(*own));
  if (!parent || parent->type != ResourceType::folder) return failure(wire::parent_missing());
  if (parent->path.empty() && options_.root_immutable) return failure(wire::root_immutable());
  Result<site::Path> place = below(project_root(project), *own);
  if (!place) return failure(wire::parent_missing());
  if (disk_.lstat(who_, *place)) return failure(wire::resource_exists());  // a link that leads nowhere
  return place;
}

Result<void> Files::make_folder(const std::string& project, std::string_view path) {
  const site::Path place = HPC_TRY(place_for_new(project, path));
  return disk_.make_directory(who_, place).map_error(storage_error);
}

Result<void> Files::create(const std::string& project, std::string_view path, Bytes content) {
  const site::Path place = HPC_TRY(place_for_new(project, path));
  return disk_.write(who_, place, std::move(content), {.exclusive = true}).map_error(storage_error);
}

Result<void> Files::update(const std::string& project, std::string_view path, Bytes content) {
  const std::optional<Resource> file = find(project, path);
  if (!file || file->type != ResourceType::file) return failure(wire::file_missing());
  return disk_.write(who_, place_of(project, *file), std::move(content), {.create = false}).map_error(storage_error);
}

Result<void> Files::remove(const std::string& project, std::string_view path) {
  const std::optional<Resource> found = find(project, path);
  if (!found) return failure(wire::resource_missing());
  if (found->path.empty()) return failure(wire::root_stays());
  if (options_.root_immutable && found->path.find('/') == std::string::npos) return failure(wire::root_immutable());
  return disk_.remove_all(who_, place_of(project, *found)).map_error(storage_error);
}

void Files::add_log(const std::string& project, const std::string& name, const site::Path& original) {
  const std::optional<Resource> home = find(project, "home");
  if (!home || home->type != ResourceType::folder) return;
  const Result<site::Path> place = below(project_root(project), "home/hpc_logs/" + name);
  if (!place || !disk_.make_directories(who_, place->parent())) return;
  (void)disk_.link(who_, original, *place);
}

}  // namespace hpc::apis::refissh
