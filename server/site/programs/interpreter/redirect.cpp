// < > >> 2>&1 << and their kin.
#include "site/programs/interpreter/shell.h"

#include <charconv>

namespace hpc::site::programs {
namespace {

using Kind = shell::Redirection::Kind;

int default_descriptor(Kind kind) {
  return kind == Kind::output || kind == Kind::append || kind == Kind::duplicate_output || kind == Kind::both ||
                 kind == Kind::both_append
             ? 1
             : 0;
}

// The devices that a script names; null when it is a file.
std::shared_ptr<Stream> device(Shell& shell, const Path& path) {
  const std::string& name = path.str();
  if (name.compare(0, 5, "/dev/") != 0) return nullptr;
  if (name == "/dev/null") return null_stream();
  if (name == "/dev/zero") return zero_stream();
  if (name == "/dev/stdin" || name == "/dev/fd/0") return shell.process->descriptors.get(0);
  if (name == "/dev/stdout" || name == "/dev/fd/1") return shell.process->descriptors.get(1);
  if (name == "/dev/stderr" || name == "/dev/fd/2") return shell.process->descriptors.get(2);
  return nullptr;
}

bool fail(Shell& shell, const std::string& target, const Error& error) {
  complain(shell, target + ": " + error.sentence);
  return false;
}

bool open_file(Shell& shell, Kind kind, int descriptor, const std::string& target) {
  const Result<Path> path = Path::parse(target, shell.process->directory);
  if (!path) return fail(shell, target, path.error());
  Kernel& kernel = shell.kernel();
  std::shared_ptr<Stream> stream = device(shell, *path);
  if (!stream && kind == Kind::input) {
    Result<Bytes> content = kernel.files().read(kernel.credentials(), *path);
    if (!content) return fail(shell, target, content.error());
    stream = content_stream(std::move(*content));
  } else if (!stream) {
    FileSystem::Write how;
    how.mode = 0666 & ~shell.process->umask;
    how.append = kind == Kind::append || kind == Kind::both_append || kind == Kind::read_write;
    const Result<void> opened = kernel.files().write(kernel.credentials(), *path, Bytes(), how);
    if (!opened) return fail(shell, target, opened.error());
    stream = file_stream(kernel, *path);
  }
  const bool both = kind == Kind::both || kind == Kind::both_append;
  if (both) shell.process->descriptors.set(2, stream);
  shell.process->descriptors.set(descriptor, std::move(stream));
  return true;
}

bool duplicate(Shell& shell, int descriptor, const std::string& target) {
  if (target == "-") {
    shell.process->descriptors.close(descriptor);
    return true;
  }
  int from = -1;
  const auto parsed = std::from_chars(target.data(), target.data() + target.size(), from);
  if (target.empty() || parsed.ec != std::errc() || parsed.ptr != target.data() + target.size()) {
    complain(shell, target + ": ambiguous redirect");
    return false;
  }
  std::shared_ptr<Stream> stream = shell.process->descriptors.get(from);
  if (!stream) {
    complain(shell, target + ": Bad file descriptor");
    return false;
  }
  shell.process->descriptors.set(descriptor, std::move(stream));
  return true;
}

bool is_number_or_dash(const std::string& text) {
  return text == "-" || (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos);
}

bool apply(Shell& shell, const shell::Redirection& redirection, const std::string& target) {
  const int descriptor = redirection.descriptor >= 0 ? redirection.descriptor : default_descriptor(redirection.kind);
  switch (redirection.kind) {
    case Kind::here_document:
    case Kind::here_string:
      shell.process->descriptors.set(
          descriptor, content_stream(Bytes(redirection.kind == Kind::here_string ? target + "\n" : target)));
      return true;
    case Kind::duplicate_input:
      return duplicate(shell, descriptor, target);
    case Kind::duplicate_output:
      // `>& file` is `&> file`.
      if (redirection.descriptor < 0 && !is_number_or_dash(target))
        return open_file(shell, Kind::both, descriptor, target);
      return duplicate(shell, descriptor, target);
    default:
      return open_file(shell, redirection.kind, descriptor, target);
  }
}

}  // namespace

Task<bool> redirect(Shell& shell, const std::vector<shell::Redirection>& redirections) {
  for (const shell::Redirection& redirection : redirections) {
    std::string target;
    if (redirection.kind == Kind::here_document) {
      target = co_await expand_text(shell, *redirection.document);
    } else if (redirection.kind == Kind::here_string) {
      target = co_await expand_text(shell, redirection.target);
    } else {
      const std::vector<shell::Word> words(1, redirection.target);
      const std::vector<std::string> fields = co_await expand_words(shell, words);
      if (shell.flow == Flow::none && fields.size() != 1) {
        const shell::Word& word = redirection.target;
        const bool named = word.parts.size() == 1 && word.parts[0].kind == shell::WordPart::Kind::parameter;
        complain(shell, (named ? "$" + word.parts[0].text + ": " : std::string()) + "ambiguous redirect");
        co_return false;
      }
      if (fields.size() == 1) target = fields[0];
    }
    if (shell.flow != Flow::none) co_return false;
    if (!apply(shell, redirection, target)) co_return false;
  }
  co_return true;
}

}  // namespace hpc::site::programs
