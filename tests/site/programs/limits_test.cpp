// Scripts that would harm a server, and scripts that make no sense.
#include <boost/test/unit_test.hpp>

#include "base/random.h"
#include "bench.h"
#include "site/programs/shell/parser.h"

namespace hpc::site {
namespace {

BOOST_AUTO_TEST_SUITE(limits)

// How many events it takes to pass an hour.
int events_in_an_hour(std::string_view script) {
  Bench bench;
  const Job job = bench.job(Bench::spec(script));
  bool ended = false;
  const auto execution = bench.programs.launch(job, {"nid001"}, [&ended](ExitStatus) { ended = true; });
  const Instant limit = bench.timeline.now() + std::chrono::hours(1);
  int events = 0;
  while (bench.timeline.next() && *bench.timeline.next() <= limit) {
    bench.timeline.advance_to_next();
    ++events;
  }
  BOOST_TEST(!ended);
  return events;
}

BOOST_AUTO_TEST_CASE(a_loop_without_sleep_lets_time_pass_and_reaches_any_time_limit) {
  BOOST_TEST(events_in_an_hour("while true; do :; done") < 100);
  BOOST_TEST(events_in_an_hour("f() { f2; }; f2() { :; }; until false; do f; x=$((x+1)); done") < 100);
  BOOST_TEST(events_in_an_hour("yes > /dev/null") < 100);
  BOOST_TEST(events_in_an_hour("cat /dev/zero > /dev/null") < 100);
  BOOST_TEST(events_in_an_hour("for ((;;)); do continue; done") < 100);
}

BOOST_AUTO_TEST_CASE(a_loop_with_sleep_goes_on_for_days) {
  Bench bench;
  const Ending ending = bench.run("n=0; while [ $n -lt 20000 ]; do sleep 10; n=$((n+1)); done; echo $n");
  BOOST_TEST(ending.out == "20000\n");
  BOOST_TEST(ending.took.count() == 200'000'000'000);
}

// Killed with 137, and told why.
void is_killed(std::string_view script, std::string_view why) {
  BOOST_TEST_CONTEXT(script) {
    Bench bench;
    const Ending ending = bench.run(script);
    BOOST_TEST(ending.ended);
    BOOST_TEST(ending.exit.code == 137);
    BOOST_TEST(ending.err.ends_with("slurmstepd: error: job killed: " + std::string(why) + "\n"));
  }
}

BOOST_AUTO_TEST_CASE(too_much_output_kills) {
  is_killed("yes", "more than 64 MiB of output");
  is_killed("seq 100000000", "more than 64 MiB of output");
  is_killed("cat /dev/zero > f", "more than 64 MiB of output");
  is_killed("printf '%80000000s' x; while true; do printf '%1000000s' x; done", "more than 64 MiB of output");
}

BOOST_AUTO_TEST_CASE(too_much_memory_kills) {
  is_killed("x=aaaaaaaaaaaaaaaa; while true; do x=\"$x$x\"; done", "more than 16 MiB in one word");
  is_killed("x=a; while true; do x+=$x; done", "more than 16 MiB in one variable");
  is_killed("x=$(head -c 1000000 /dev/zero | tr '\\0' a); i=0; while true; do i=$((i+1)); eval v$i=$x; done",
            "more than 256 MiB of variables");
  is_killed("x=$(yes)", "more than 16 MiB in one word");
  is_killed("yes | sort", "more than 32 MiB to be sorted");
  is_killed("a=$(seq 1000000); for i in $a $a; do :; done", "more than 1000000 words in one command");
  is_killed("cat /dev/zero | grep x", "more than 16 MiB in one line");
  is_killed("dd if=/dev/zero of=f bs=1G count=100", "more than 4 GiB of zeros");
}

BOOST_AUTO_TEST_CASE(large_files_of_zeros_are_cheap) {
  Bench bench;
  const Ending ending = bench.run(
      "dd if=/dev/zero of=big bs=1M count=2048; stat -c %s big; cp big copy; ls copy; truncate -s 1G hole; stat -c %s "
      "hole");
  BOOST_TEST(ending.out == "2147483648\ncopy\n1073741824\n");
  BOOST_TEST(ending.err ==
             "2048+0 records in\n2048+0 records out\n2147483648 bytes (2.1 GB, 2.0 GiB) copied, 0 s, Infinity B/s\n");
}

BOOST_AUTO_TEST_CASE(too_many_processes_are_refused) {
  Bench bench;
  const Ending ending = bench.run("bomb() { bomb | bomb & }; bomb; sleep 10; echo $?", std::chrono::hours(1));
  BOOST_TEST(ending.ended);
  BOOST_TEST(ending.err.find("fork: retry: Resource temporarily unavailable") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(endless_recursion_is_stopped) {
  Bench bench;
  const Ending ending = bench.run("f() { f; }; f\necho after $?; eval_() { eval eval_; }; eval_\necho again");
  BOOST_TEST(ending.out == "after 1\nagain\n");
  BOOST_TEST(ending.err.find("maximum function nesting level exceeded (500)") != std::string::npos);
  bench.run("echo . ./s > s; . ./s; echo 'bash s2' > s2; timeout 1000 bash s2; f() { (f); }; f; g() { x=$(g); }; g",
            std::chrono::hours(1));
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_a_syntax_error_not_a_crash) {
  const auto repeat = [](std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  for (const char* piece :
       {"(",      "{ ",     "$(", "${x:-", "$((", "if ",   "while ", "\"$(", "`", "((", "[[ ( ", "! ", "case x in x) ",
        "f() { ", "<<E $(", "a[", "{a,",   "x=(", "$(( (", "[[ ! "}) {
    BOOST_TEST_CONTEXT(piece) {
      Bench bench;
      const Ending ending = bench.run("echo start\n" + repeat(piece, 20000));
      BOOST_TEST(ending.ended);
    }
  }
  Bench bench;
  BOOST_TEST(bench
                 .run("echo $((" + repeat("(", 5000) + "1" + repeat(")", 5000) + "))\n[ " + repeat("! ", 5000) +
                      " x ]\nexpr " + repeat("\\( ", 500) + "1")
                 .ended);
  BOOST_TEST(bench.run("echo " + repeat("{a,b}", 30) + "; echo " + repeat("{1..9}", 9) + " | wc -c").ended);
  BOOST_TEST(bench
                 .run("a=b+1 b=a+1; echo $((a)); x=$((" + repeat("-", 100000) + "1)); y=" + repeat("a", 1000000) +
                      "; echo ${#y} ${y//a/bb} | wc -c")
                 .ended);
}

BOOST_AUTO_TEST_CASE(patterns_take_linear_time) {
  Bench bench;
  const Ending ending = bench.run(
      "x=$(head -c 200000 /dev/zero | tr '\\0' a)\n"
      "case $x in *a*a*a*a*a*a*a*b) echo no;; *) echo yes;; esac\n"
      "echo ${#x} $(( ${#x} - ${#x} )); y=${x%%*a*a*a*b}; y=${x//*a*b/}; [[ $x == *a*a*a*a*b ]]; echo $?\n"
      "echo $x | grep -E '(a*)*b'; echo $x | grep -c '\\(a*\\)*\\1b'; echo $x | sed 's/\\(a*\\)*b/x/' | wc -c; [[ $x "
      "=~ (a|aa)*b ]]; echo $?");
  BOOST_TEST(ending.ended);
  BOOST_TEST(ending.out == "yes\n200000 0\n1\n0\n200001\n1\n");
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_jobs_sleep_at_once) {
  Bench bench;
  std::vector<std::unique_ptr<Execution>> executions;
  std::size_t ended = 0;
  const auto spec =
      std::make_shared<const JobSpec>(Bench::spec("#!/bin/bash\necho start $SLURM_JOB_ID\nsleep 3600\necho end\n"));
  for (JobId id = 1; id <= 100'000; ++id) {
    Job job;
    job.id = id;
    job.spec = spec;
    job.stdout_path = id % 100 == 0 ? "/tmp/out." + std::to_string(id) : "/dev/null";
    executions.push_back(bench.programs.launch(job, {"nid001"}, [&ended](ExitStatus) { ++ended; }));
  }
  bench.timeline.advance_to(bench.timeline.now() + std::chrono::seconds(3599));
  BOOST_TEST(ended == 0U);
  BOOST_TEST(bench.timeline.pending() == 100'000U);
  bench.timeline.advance_to(bench.timeline.now() + std::chrono::seconds(1));
  BOOST_TEST(ended == 100'000U);
  BOOST_TEST(bench.read("/tmp/out.70000") == "start 70000\nend\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(nonsense)

// Scripts with something of everything, to be broken.
const char* const kSeeds[] = {
    "#!/bin/bash\n#SBATCH -n 2\nset -e\nfor i in 1 2 3; do\n  echo \"run $i of ${N:-3}\" > out.$i\n  sleep $((i * "
    "2))\ndone\nwait\ncat out.* | sort -r | head -n 2\n",
    "f() { local x=$1; shift; [ $# -gt 0 ] && f \"$@\"; echo ${x%%.*} ${x##*/} ${#x}; }\nf a.b c/d 'e f'\ncase $x in "
    "a*|b) echo 1;; [c-e]) echo 2;& *) echo 3;; esac\n",
    "cat <<EOF | while read -r a b; do echo \"$b $a\"; done\none two\n$(date +%s) `pwd`\nEOF\nif [[ $a =~ ^x(.*)$ && ! "
    "-e f ]]; then echo ${BASH_REMATCH[1]}; elif ((1<2)); then :; else exit 3; fi\n",
    "a=(1 2 'x y' [7]=z); for k in \"${!a[@]}\"; do printf '%s=%5s|\\n' \"$k\" \"${a[$k]}\"; done; echo "
    "{a,b{1..3}}\"q\" ~ *.c ${a[@]:1:2} ${a[0]/1/one}\n",
    "exec 3>f; echo x >&3 2>&1; { echo a; echo b >&2; } &> g & wait $!; trap 'echo bye' EXIT; (cd /tmp && ls -la; exit "
    "4) || echo $?; srun -n 2 -l bash -c 'echo $SLURM_PROCID'\n",
    "x='a b'; y=$((x=5, x++ + ++x ** 2 % 7 ? 1 : 0)); set -- $x \"$*\"; eval \"echo \\$1\"; echo $'a\\tb' | tr a-z A-Z "
    "| sed -e 's/\\(.\\)/[\\1]/g' | grep -oE '[A-Z]+' | uniq -c | cut -c1-9\n",
};

std::string mutate(Random& random, std::string text) {
  static constexpr std::string_view kPieces[] = {"$(",
                                                 ")",
                                                 "`",
                                                 "\"",
                                                 "'",
                                                 "${",
                                                 "}",
                                                 "((",
                                                 "))",
                                                 "|",
                                                 "&",
                                                 ";;",
                                                 "<<E\n",
                                                 ">",
                                                 "<",
                                                 "{",
                                                 "\\",
                                                 "\n",
                                                 "if ",
                                                 "fi",
                                                 "do ",
                                                 "done",
                                                 "[[ ",
                                                 "]]",
                                                 "*",
                                                 "[",
                                                 "]",
                                                 "=",
                                                 "$",
                                                 "#",
                                                 "~",
                                                 "!",
                                                 "\0x",
                                                 "\xff",
                                                 "esac",
                                                 "case x in ",
                                                 "for i in ",
                                                 "while ",
                                                 "f() ",
                                                 "$((",
                                                 "1e9",
                                                 "-1",
                                                 "9223372036854775808",
                                                 "${x//",
                                                 "${!",
                                                 "<<<",
                                                 "2>&1",
                                                 "&>",
                                                 "exit ",
                                                 "sleep 1e9 ",
                                                 "seq 9999 ",
                                                 "printf %d ",
                                                 "kill $$ ",
                                                 "read x ",
                                                 "exec ",
                                                 "trap x EXIT ",
                                                 "local ",
                                                 "unset ",
                                                 "{1..99999}",
                                                 "rm -rf / ",
                                                 "cd .. "};
  const std::uint64_t changes = 1 + random.below(6);
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::size_t at = static_cast<std::size_t>(random.below(text.size() + 1));
    switch (random.below(4)) {
      case 0:
        text.erase(at, static_cast<std::size_t>(random.below(12)));
        break;
      case 1:
        text.insert(at, kPieces[random.below(std::size(kPieces))]);
        break;
      case 2: {
        const std::string copy = text.substr(static_cast<std::size_t>(random.below(text.size() + 1)),
                                             static_cast<std::size_t>(random.below(30)));
        text.insert(at, copy);
        break;
      }
      default:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
    }
    if (text.empty()) text = "x";
  }
  return text;
}

BOOST_AUTO_TEST_CASE(neither_crashes_nor_hangs) {
  Random random(20261121);
  for (int round = 0; round < 1500; ++round) {
    const std::string script = mutate(random, kSeeds[random.below(std::size(kSeeds))]);
    Bench bench;
    const Job job = bench.job(Bench::spec(script));
    bool ended = false;
    auto execution = bench.programs.launch(job, {"nid001", "nid002"}, [&ended](ExitStatus) { ended = true; });
    const Instant limit = bench.timeline.now() + std::chrono::hours(24);
    for (int events = 0; events < 300 && !ended && bench.timeline.next() && *bench.timeline.next() <= limit; ++events)
      bench.timeline.advance_to_next();
    // One that has not ended waits for something that will come, or is still at work.
    BOOST_TEST_CONTEXT(script) {
      BOOST_TEST((ended || bench.timeline.next().has_value()));
    }
    execution.reset();
    BOOST_TEST(bench.timeline.pending() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(of_any_bytes_is_parsed_or_refused) {
  Random random(7);
  static constexpr std::string_view kAlphabet = "$(){}[]`\"'\\<>|&;!#*?~=+-:/%^,@ \n\tabi0x1fdoneesacwhilthen";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(40); i > 0; --i)
      text += kAlphabet[static_cast<std::size_t>(random.below(kAlphabet.size()))];
    const auto script = shell::parse_script(text);
    BOOST_REQUIRE(script);
    if (script->error) BOOST_TEST(!script->error->message.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
