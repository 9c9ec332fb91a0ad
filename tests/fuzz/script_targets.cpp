// What users submit: batch scripts, read for their options, parsed, and run for a moment of virtual time.
#include "site/batch_script.h"
#include "site/programs/shell/parser.h"
#include "tests/fuzz/targets.h"
#include "tests/site/programs/bench.h"

namespace hpc::fuzz {
namespace {

std::string batch_options_claim(std::string_view input) {
  site::JobSpec spec;
  const auto read = site::read_batch_script(input, spec);
  return read || !read.error().sentence.empty() ? "" : "no reason is given";
}

std::string shell_parser_claim(std::string_view input) {
  return site::shell::parse_script(input) ? "" : "there is no tree";
}

// An endless script is stopped; whatever happens, the node lives on and runs the next one.
std::string interpreter_claim(std::string_view input) {
  site::Bench bench;
  bench.run(input, std::chrono::milliseconds(150));
  return bench.run("echo alive").out.find("alive") != std::string::npos ? "" : "the node does not run the next script";
}

const std::vector<std::string>& shell_words() {
  static const std::vector<std::string> kWords = {
      "\n",  ";",   "&",    "|",    "&&",     "||",     "$",    "${",    "}",     "$(",  ")",  "`",     "'",    "\"",
      "<<E", "\nE\n", ">", "2>&1", "<", "*", "[", "]", "[[", "]]", "((", "))", "if ", "then ", "fi\n", "for i in 1 2; do ",
      "done\n", "while true; do ", "case x in ", "esac ", "f() { ", "!", "#", "\\", "%%", "//", ":-", "@", "echo ",
      "sleep 1 ", "seq 3 ", "read x ", "set -e\n", "trap 'echo x' EXIT\n", "local ", "exit 3\n", "wait\n", "9999999999"};
  return kWords;
}

const std::vector<std::string>& scripts() {
  static const std::vector<std::string> kScripts = {
      "for i in {1..3}; do echo \"$i ${HOME%/*} $((i * 2))\" >> out; done; cat out | sort -r | head -n 2\n",
      "f() { local x=${1:-y}; [[ $x =~ ^[a-z]+$ ]] && echo yes || echo no; }\nf abc; f 12; a=(1 2 3); echo ${a[@]:1}\n",
      "cat <<END | sed 's/a/b/g' | grep -c b\naa\n$(echo b)\nEND\nif test -f out; then rm out; else touch out; fi\n",
      "set -euo pipefail\ntrap 'echo bye' EXIT\nx=$(printf '%05d' 42)\ncase $x in *42) echo \"${x//0/_}\";; *) exit 1;; esac\n",
      "mkdir -p d/e && cd d && ls -l > l 2>&1; (sleep 1; echo late) & wait; find .. | wc -l; date -d @0 +%s; expr 2 + 2\n"};
  return kScripts;
}

}  // namespace

std::vector<Target> script_targets() {
  return {
      {"batch-options", 8000,
       {"#!/bin/bash\n#SBATCH --job-name=a -N 2-4 --time=1-02:03:04\n#SBATCH --array=0-15%4\n#SBATCH -o out-%j.txt\necho\n",
        "#!/bin/sh\n#SBATCH --mem=4G --gres=gpu:2 --dependency=afterok:1:2,singleton\n#SBATCH --begin=now+1hour\n"},
       {"#SBATCH ", "\n", "--", "=", ",", ":", "-", "%", "99999999999999999999", "--time=", "--array=", "--mem=", "\"",
        "--begin=", "--dependency=", "--nodelist=n[1-", "]"},
       batch_options_claim},
      {"shell-parser", 8000, scripts(), shell_words(), shell_parser_claim},
      {"interpreter", 1000, scripts(), shell_words(), interpreter_claim},
  };
}

}  // namespace hpc::fuzz
