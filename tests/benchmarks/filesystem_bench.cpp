// What a sandbox pays for its files: making a filesystem over an image, and using it.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <vector>

#include "site/filesystem/filesystem.h"

namespace hpc::site {
namespace {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return from_unix_seconds(1'800'000'000); }
};

const FixedClock kClock;
const Credentials kUser{.uid = 1000, .gid = 1000};

// `files` files of 100 bytes, 100 in a directory, below /home/u.
std::shared_ptr<const FileTree> image_of(std::int64_t files) {
  std::vector<FileSpec> specs;
  const auto add_directory = [&specs](const std::string& path) {
    specs.push_back({.path = Path::of(path), .type = FileType::directory, .mode = 0755, .uid = 1000, .gid = 1000});
  };
  add_directory("/home/u");
  for (std::int64_t file = 0; file < files; ++file) {
    const std::string directory = "/home/u/d" + std::to_string(file / 100);
    if (file % 100 == 0) add_directory(directory);
    specs.push_back({.path = Path::of(directory + "/f" + std::to_string(file % 100)),
                     .uid = 1000,
                     .gid = 1000,
                     .content = Bytes(std::string(100, 'x'))});
  }
  return HPC_MUST(make_tree(specs, kClock.now()));
}

std::vector<Mount> mounts() {
  return {
      {.path = Path::of("/home"), .name = "HOME", .description = "Users home filesystem"},
      {.path = Path::of("/scratch"), .name = "SCRATCH", .description = "Scratch filesystem", .quota_bytes = 1 << 30}};
}

std::size_t allocated() {
  return mallinfo2().uordblks;
}

void make_filesystem(benchmark::State& state) {
  const auto image = image_of(state.range(0));
  for (auto _ : state) {
    FileSystem files(image, mounts(), kClock);
    benchmark::DoNotOptimize(&files);
  }
  const std::size_t before = allocated();
  std::vector<std::unique_ptr<FileSystem>> many;
  many.reserve(1000);
  for (int each = 0; each < 1000; ++each) many.push_back(std::make_unique<FileSystem>(image, mounts(), kClock));
  state.counters["bytes_each"] = static_cast<double>(allocated() - before - 1000 * sizeof(void*)) / 1000;
}
BENCHMARK(make_filesystem)->Arg(10)->Arg(10'000);

void stat_a_file(benchmark::State& state) {
  const FileSystem files(image_of(10'000), mounts(), kClock);
  const Path path = Path::of("/home/u/d42/f42");
  for (auto _ : state) benchmark::DoNotOptimize(files.stat(kUser, path));
}
BENCHMARK(stat_a_file);

void append_a_line(benchmark::State& state) {
  FileSystem files(image_of(10'000), mounts(), kClock);
  const Path path = Path::of("/home/u/d42/f42");
  for (auto _ : state) benchmark::DoNotOptimize(files.append(kUser, path, "a line of a job's output\n"));
}
BENCHMARK(append_a_line)->Iterations(1'000'000);

void write_and_remove_in_a_directory_of_100(benchmark::State& state) {
  FileSystem files(image_of(10'000), mounts(), kClock);
  const Path path = Path::of("/home/u/d42/new");
  const Bytes content("content");
  for (auto _ : state) {
    HPC_MUST(files.write(kUser, path, content));
    HPC_MUST(files.remove(kUser, path));
  }
}
BENCHMARK(write_and_remove_in_a_directory_of_100);

}  // namespace
}  // namespace hpc::site

BENCHMARK_MAIN();
