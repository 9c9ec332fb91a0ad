// The commands: what GNU's print and complain of is right. Samples keep to what does not depend on time, user and
// machine.
#include <boost/test/unit_test.hpp>

#include "host_shell.h"

namespace hpc::site {
namespace {

BOOST_AUTO_TEST_SUITE(commands_as_gnu_has_them)

BOOST_AUTO_TEST_CASE(echo_and_printf) {
  compare_with_host({
      {"echo",
       "echo; echo -n a; echo b; echo -e 'a\\tb\\n\\\\c\\x41\\0101'; echo -ne 'x\\cy'; echo; echo -E 'a\\n'; echo -- "
       "-n; echo -x; echo -nx"},
      {"printf strings",
       "printf '%s\\n' a 'b c' d; printf '%s-%s\\n' 1 2 3; printf 'no args\\n'; printf '%s' ; printf "
       "'[%5s][%-5s][%.2s][%05d]\\n' ab ab abc 7"},
      {"printf numbers",
       "printf '%d %i %u %o %x %X\\n' 10 -5 7 8 255 255; printf '%+d % d %#x %#o\\n' 1 1 255 8; printf '%d %d\\n' 0x1f "
       "010; printf '%d\\n' \"'A\""},
      {"printf reals",
       "printf '%f %.2f %e %g %.3g\\n' 1.5 2.345 12345.678 0.0001 1234567; printf '%5.1f|%-8.3f|\\n' 3.14159 2.5"},
      {"printf escapes",
       "printf 'a\\tb\\\\n\\101\\x42\\n'; printf '%b\\n' 'x\\ty\\0101'; printf '%%|%c%c\\n' abc d; printf '%q\\n' \"a "
       "b\""},
      {"printf star", "printf '[%*d][%-*d][%.*f]\\n' 5 42 5 42 2 3.14159"},
      {"printf errors",
       "printf '%d\\n' abc; echo $?; printf '%d\\n' 12x; echo $?; printf '%d\\n' ''; echo $?; printf '%z\\n'; echo $?"},
      {"printf missing", "printf '[%s][%d]\\n'; printf '%s %s\\n' a"},
  });
}

BOOST_AUTO_TEST_CASE(cat_head_tail) {
  compare_with_host({
      {"cat",
       "printf 'a\\nb\\n\\n\\nc' > f; cat f; echo; cat f f | wc -c; cat -n f; echo; cat -b f; echo; cat -s f; echo; "
       "cat -E f; cat nofile f; echo $?; cat .; echo $?; echo in | cat - f"},
      {"cat bad option", "cat -z; echo $?; cat --zz; echo $?"},
      {"head",
       "seq 20 > f; head f | tail -n 1; head -n 3 f; head -3 f; head -c 5 f; head -n -18 f; head -n 0 f; head -n 2 f "
       "f; head -q -n 1 f f; head nofile; echo $?; head -n x f; echo $?"},
      {"tail",
       "seq 20 > f; tail -n 3 f; tail -2 f; tail -n +19 f; tail -c 3 f; tail -n 100 f | wc -l; printf 'a\\nb' | tail "
       "-n 1; echo; tail -n 1 f f; tail nofile; echo $?; seq 5 | tail -n 2"},
      {"wc",
       "printf 'a b\\nc\\n' > f; wc f; wc -l f; wc -w < f; wc -c f; wc -lw f; wc f f; printf 'x y' | wc; wc -L f; wc "
       "nofile; echo $?; seq 1000 | wc -l"},
      {"tee", "echo a | tee f g; cat f g; echo b | tee -a f > /dev/null; cat f; echo c | tee /nofolder/x; echo $?"},
      {"tac rev nl", "seq 3 | tac; echo abc | rev; printf 'a\\n\\nb\\n' | nl"},
  });
}

BOOST_AUTO_TEST_CASE(lines) {
  compare_with_host({
      {"sort",
       "printf 'b\\na\\nC\\n10\\n9\\n' > f; sort f; sort -r f; sort -n f; printf '3\\n1\\n3\\n2\\n' | sort -u; printf "
       "'3\\n1\\n3\\n' | sort -nr; sort nofile; echo $?"},
      {"sort keys",
       "printf 'x 3 b\\ny 1 c\\nz 2 a\\n' > f; sort -k2 f; sort -k2,2n f; sort -k3 f; sort -k2nr f; printf "
       "'a:3\\nb:1\\n' | sort -t: -k2 -n; printf '1 b\\n1 a\\n' | sort -s -k1,1"},
      {"sort kinds",
       "printf '1K\\n2M\\n500\\n1G\\n' | sort -h; printf 'v1.10\\nv1.9\\nv1.2\\n' | sort -V; printf 'b\\nA\\na\\nB\\n' "
       "| sort -f; printf '1e3\\n20\\n' | sort -g"},
      {"sort to file", "printf 'b\\na\\n' > f; sort -o f f; cat f"},
      {"uniq",
       "printf 'a\\na\\nb\\na\\n' > f; uniq f; uniq -c f; uniq -d f; uniq -u f; sort f | uniq -c | sort -rn; printf "
       "'A\\na\\n' | uniq -i"},
      {"cut",
       "printf 'a:b:c\\nd:e:f\\nnone\\n' > f; cut -d: -f2 f; cut -d: -f1,3 f; cut -d: -f2- f; cut -d: -s -f1 f; cut "
       "-c1-2 f; cut -c2 f; cut -b-3 f; cut -d: -f1,2 --output-delimiter=- f; cut f; echo $?; echo 'a b c' | cut -d' ' "
       "-f2"},
      {"tr",
       "echo hello | tr a-z A-Z; echo hello | tr -d l; echo aabbcc | tr -s a-z; echo 'a b' | tr ' ' '\\n'; echo hello "
       "| tr '[:lower:]' '[:upper:]'; echo abc123 | tr -cd '0-9'; echo; echo 'a  b' | tr -s ' '; tr; echo $?; echo abc "
       "| tr abc x"},
      {"paste", "seq 3 > a; seq 4 6 > b; paste a b; paste -d, a b; paste -s a; paste -sd+ a"},
  });
}

BOOST_AUTO_TEST_CASE(searching_and_editing) {
  compare_with_host({
      {"grep",
       "printf 'apple\\nBanana\\ncherry\\n' > f; grep an f; echo $?; grep -v an f; grep -i ban f; grep -c a f; grep -n "
       "a f; grep -q x f; echo $?; grep x f; echo $?; cat f | grep rr"},
      {"grep files",
       "echo a > f; echo ab > g; grep a f g; grep -h a f g; grep -l b f g; grep -c a f g; grep a f nofile; echo $?; "
       "grep -s a nofile; echo $?; grep -H a f"},
      {"grep patterns",
       "printf 'a.c\\nabc\\na+c\\naac\\n12\\n' > f; grep 'a.c' f; grep -F 'a.c' f; grep 'a\\.c' f; grep -E 'a+c' f; "
       "grep 'a+c' f; grep 'a\\+c' f; grep -E '^(abc|12)$' f; grep '[0-9]' f; grep '^[[:digit:]]*$' f; grep -E "
       "'[0-9]{2}' f; grep '[0-9]\\{2\\}' f"},
      {"grep words",
       "printf 'foo bar\\nfoobar\\n' > f; grep -w foo f; grep -x 'foobar' f; grep -o 'o*b' f; grep -e foo -e bar f; "
       "grep -m 1 foo f; grep '\\bbar' f; grep 'o\\>' f"},
      {"grep context", "seq 10 > f; grep -A1 5 f; grep -B1 5 f; grep -C1 '^[37]$' f; grep -A1 '[58]' f"},
      {"grep recursive", "mkdir d; echo a > d/x; echo b > d/y; grep -r a d; grep a d; echo $?"},
      {"grep errors",
       "grep; echo $?; echo a | grep '['; echo $?; echo a | grep -E '('; echo $?; echo 'a(b' | grep 'a(b'; echo abab | "
       "grep '\\(ab\\)\\1'"},
      {"sed substitute",
       "echo 'hello world' > f; sed s/o/0/ f; sed s/o/0/g f; sed 's/o/0/2' f; sed 's|hello|a/b|' f; sed 's/\\(hello\\) "
       "\\(world\\)/\\2 \\1/' f; sed -E 's/([a-z]+) ([a-z]+)/\\2-\\1/' f; sed 's/l*/[&]/' f; sed 's/x*/-/g' f; sed "
       "'s/HELLO/x/I' f"},
      {"sed addresses",
       "seq 5 > f; sed -n 2p f; sed 2d f; sed -n '2,4p' f; sed '$d' f; sed '/3/d' f; sed -n '/2/,/4/p' f; sed '2,3!d' "
       "f; sed 2q f; sed -n '$=' f; sed '1!s/^/x/' f"},
      {"sed several",
       "echo abc > f; sed -e s/a/x/ -e s/b/y/ f; sed 's/a/1/;s/b/2/' f; sed y/abc/xyz/ f; sed -i s/b/B/ f; cat f; sed "
       "'s/$/\\n/' f; sed '1i top' f; sed '1a after' f; sed 'c changed' f"},
      {"sed errors", "sed s/a/b; echo $?; sed k; echo $?; sed p nofile; echo $?"},
      {"expr",
       "expr 1 + 2; expr 10 / 3; expr 10 % 3; expr 2 '*' 3; expr 5 '>' 3; echo $?; expr 1 = 2; echo $?; expr length "
       "hello; expr substr hello 2 3; expr abc : 'a\\(.*\\)'; expr abc : 'ab'; expr 1 + a; echo $?; expr 1 / 0; echo "
       "$?; expr \\( 1 + 2 \\) '*' 3; expr a '|' b; expr '' '|' b; expr index hello l"},
  });
}

BOOST_AUTO_TEST_CASE(files) {
  compare_with_host({
      {"mkdir",
       "mkdir a; mkdir a; echo $?; mkdir -p a/b/c a; echo $?; mkdir x/y; echo $?; mkdir; echo $?; mkdir -m 700 p; ls "
       "-ld p | cut -c1-10; touch f; mkdir f; mkdir -p f/g; mkdir -v v"},
      {"rmdir",
       "mkdir -p a/b; rmdir a; echo $?; rmdir a/b a; echo $?; rmdir no; echo $?; touch f; rmdir f; mkdir -p p/q/r; "
       "rmdir -p p/q/r; ls"},
      {"touch",
       "touch a b; ls; touch -c no; ls no; touch /nofolder/x; echo $?; touch; echo $?; touch -d '2020-01-02 03:04:05' "
       "a; date -u -r a +%FT%T"},
      {"rm",
       "touch a b; rm a; ls; rm no; echo $?; rm -f no; echo $?; mkdir d; rm d; echo $?; rm -r d; ls; touch d; rm -rf d "
       "b no; ls; rm; echo $?; rm -f; echo $?; mkdir -p x/y/z; touch x/y/f; rm -r x; ls"},
      {"cp",
       "echo a > f; cp f g; cat g; mkdir d; cp f d; cat d/f; cp d e; echo $?; cp -r d e; cat e/f; cp -r d e; ls e; cp "
       "no g; echo $?; cp f; echo $?; cp f g h; echo $?; cp f f; echo $?; cp f nofolder/; echo $?; cp f g d; ls d; cp "
       "-v f k"},
      {"cp into place",
       "mkdir -p a/b; echo 1 > a/b/f; cp -r a/. c; cat c/b/f; cp -r a a/x 2>&1; echo $?; echo 2 > g; cp g a; cp a/b/f "
       "g; cat g; cp -n a/g g; cat g; cp a g; echo $?; cp -r a g; echo $?; cp g a/b; ls a/b"},
      {"cp links",
       "echo x > f; ln -s f l; cp l c; cat c; [ -L c ] || echo plain; cp -a l m; [ -L m ] && readlink m; mkdir d; ln "
       "-s ../f d/k; cp -r d e; readlink e/k"},
      {"mv",
       "echo a > f; mv f g; cat g; ls f; mkdir d; mv g d; cat d/g; mv d e; cat e/g; mv no x; echo $?; mv e; echo $?; "
       "mv e e/x; echo $?; touch h; mv h e/g; cat e/g; mv e/g h; mv h h; echo $?; mkdir p q; mv p q; ls q"},
      {"ln",
       "echo a > f; ln -s f l; cat l; readlink l; ln f h; echo b >> f; cat h; ln -s f l; echo $?; ln -sf nowhere l; "
       "readlink l; ln no x; echo $?; mkdir d; ln -s ../f d; cat d/f; ln d x; echo $?; ln -s f; echo $?; ls -l l | sed "
       "'s/.* l ->/l ->/'"},
      {"chmod",
       "touch f; for m in 644 755 u+x go-r a=r u=rwx,g=rx,o= +x -w 4755 u+s +t g=u; do chmod $m f; stat -c %a f; done; "
       "chmod 999 f; echo $?; chmod zz f; echo $?; chmod 644 no; echo $?; mkdir -p d/e; touch d/e/f; chmod -R go-rwx "
       "d; stat -c %a d d/e d/e/f; chmod; echo $?"},
      {"ls",
       "mkdir d; touch b a .h d/x; ls; ls -a; ls -A; ls d; ls a b; ls a d; ls no; echo $?; ls -1 d; ls -d d; ls -F; ls "
       "-r; ls -l d | wc -l; ls -R; ls . d; touch -d @100 b; ls -t"},
      {"ls long",
       "umask 022; mkdir d; echo hello > f; ln -s f l; chmod 640 f; ls -l | tail -n +2 | cut -d' ' -f1; ls -l f | cut "
       "-d' ' -f5; ls -ln f | wc -w; ls -l l | grep -c -- '-> f'"},
      {"stat",
       "umask 022; echo hello > f; mkdir d; ln -s f l; stat -c '%n %s %a %A %F %h' f; stat -c '%F %A' d l; stat -L -c "
       "%s l; stat -c %N l f; stat no; echo $?; : > e; stat -c %F e"},
      {"readlink realpath",
       "mkdir -p d; echo > d/f; ln -s d/f l; readlink l; readlink d; echo $?; basename $(readlink -f l); basename "
       "$(realpath l); realpath no/such; echo $?; readlink -f d/../d/new | sed 's|.*/d/|d/|'"},
      {"find",
       "mkdir -p d/e; touch d/a.c d/e/b.c d/x; find d | sort; find d -name '*.c' | sort; find d -type d | sort; find d "
       "-maxdepth 1 | sort; find no; echo $?; find d -name x -delete; find d -type f | sort"},
      {"du", "mkdir d; head -c 5000 /dev/zero > d/f; du -sb d/f; du -a d | wc -l"},
      {"mktemp",
       "f=$(mktemp); [ -f $f ] && echo file; d=$(mktemp -d); [ -d $d ] && echo folder; mktemp ./x.XXX | wc -c; mktemp "
       "abc; echo $?; rm -r $f $d"},
      {"truncate",
       "echo abc > f; truncate -s 2 f; wc -c < f; truncate -s 10 f; wc -c < f; truncate -s 1K g; wc -c < g"},
      {"dd",
       "dd if=/dev/zero of=f bs=1024 count=3 2>/dev/null; wc -c < f; echo abcdef | dd bs=1 count=3 2>/dev/null; echo; "
       "echo abcdef > g; dd if=g bs=1 skip=2 count=2 2>/dev/null; echo; dd if=/dev/zero of=f bs=1M count=2 "
       "status=none; wc -c < f; dd if=no 2>&1; echo $?; dd foo=1 2>&1; echo $?; dd if=g of=f bs=10 2>&1 | head -n 2"},
      {"checksums",
       "echo hello > f; md5sum f; sha256sum f; sha1sum < f; sha512sum f; md5sum no; echo $?; md5sum f > s; md5sum -c "
       "s; echo x > f; md5sum -c s; echo $?"},
      {"base64",
       "echo hello | base64; echo aGVsbG8K | base64 -d; seq 40 | base64; seq 40 | base64 -w 0; echo; echo '*' | base64 "
       "-d; echo $?"},
  });
}

BOOST_AUTO_TEST_CASE(values) {
  compare_with_host({
      {"seq",
       "seq 3; seq 2 4; seq 1 2 7; seq 5 -2 1; seq 3 1; seq -w 8 10; seq -s, 1 4; seq 0 0.5 2; seq 1.5 3; seq -2 1; "
       "seq -f 'x%03g' 1 2; seq; echo $?; seq a; echo $?; seq 1 0 5; echo $?"},
      {"basename",
       "basename /a/b/c.txt; basename /a/b/c.txt .txt; basename a/; basename /; basename -s .c x.c y.c; basename; echo "
       "$?; basename .txt .txt"},
      {"dirname",
       "dirname /a/b/c; dirname a; dirname /a; dirname a/b/; dirname /; dirname a//b; dirname x/y z; dirname; echo $?"},
      {"date",
       "date -u -d @0; date -u -d @1000000000 +%Y-%m-%dT%H:%M:%S; date -u -d '2020-02-29 12:34:56' '+%j %a %b %e %H:%M "
       "%p %y %s %u %%'; date -u -d @0 -Iseconds; date -u -d @0 -I; date -u -d @0 -R; date -d nonsense; echo $?; date "
       "-u -d @5 '+%-d %-H %3N %N'"},
      {"sleep", "sleep 0; echo $?; sleep x; echo $?; sleep; echo $?; sleep 0.01 0; echo $?"},
      {"env",
       "env -i A=1 B=2 | sort; A=5 env | grep ^A; env A=6 sh -c 'echo $A'; env -u HOME sh -c 'echo [$HOME]'; env "
       "nosuch; echo $?; env -i PATH=$PATH printenv PATH > /dev/null; echo $?; printenv nosuch; echo $?; export Q=1; "
       "printenv Q"},
      {"xargs",
       "echo a b c | xargs; echo a b c | xargs -n 1 echo x; printf 'a b\\nc\\n' | xargs -I{} echo '<{}>'; seq 4 | "
       "xargs -n 2; echo | xargs echo none; echo | xargs -r echo none; echo \"'a b' c\" | xargs -n1; echo a | xargs "
       "nosuch; echo $?; seq 2 | xargs -n1 false; echo $?"},
      {"timeout",
       "timeout 5 echo a; timeout 5 false; echo $?; timeout 0.05 sleep 5; echo $?; timeout 5 nosuch; echo $?; timeout; "
       "echo $?; timeout x echo; echo $?; { timeout -s KILL 0.05 sleep 5; echo $?; } 2>/dev/null"},
      {"nohup nice",
       "nohup echo a 2>/dev/null; nice -n 5 echo b; nice echo c; nohup nosuch 2>&1 | tail -n 1; stdbuf -oL echo d"},
      {"system paths",
       "/bin/echo a; /usr/bin/env true; echo $?; /bin/sh -c 'echo b'; /usr/bin/seq 2; /bin/pwd | wc -l; /bin/cat no; "
       "echo $?; /usr/bin/nosuch; echo $?; /usr/bin/test 1 = 1; echo $?"},
      {"yes", "yes | head -n 2; yes no way | head -n 1"},
      {"uname", "uname; uname -s; uname -m; uname -o; arch"},
      {"kill signals", "{ sh -c 'kill -9 $$'; echo $?; (kill -15 $BASHPID); echo $?; } 2>/dev/null"},
  });
}

BOOST_AUTO_TEST_CASE(scripts_as_people_write_them) {
  compare_with_host({
      {"word count",
       "#!/bin/bash\nset -euo pipefail\ntext='the cat the dog the end'\nfor w in $text; do echo $w; done | sort | uniq "
       "-c | sort -k1,1nr -k2 | while read n w; do printf '%-5s %d\\n' \"$w\" \"$n\"; done"},
      {"options",
       "usage() { echo \"usage: $0 [-n N] file\" >&2; exit 64; }\nrun() { local n=1; OPTIND=1; while getopts 'n:v' o; "
       "do case $o in n) n=$OPTARG;; v) v=1;; *) return 64;; esac; done; shift $((OPTIND-1)); echo \"$n ${v:-0} $*\"; "
       "}\nrun -n 5 a b; run -v x; run -n"},
      {"parameter sweep",
       "for T in 0.{1..3} ; do for L in 8 16; do d=run_T${T}_L$L; mkdir -p $d; cat > $d/input <<END\nT = $T\nL = "
       "$L\nsteps = $((L * L))\nEND\ndone; done; grep -h steps run_*/input | sort | uniq -c; ls -d run_*"},
      {"retries", "n=0; until [ $n -ge 3 ]; do n=$((n+1)); echo try $n; [ $n -eq 3 ] && echo ok && break; done"},
      {"restart file",
       "if [ -f restart ]; then echo resume; else echo fresh; touch restart; fi; if [ -f restart ]; then echo resume; "
       "fi"},
      {"primes",
       "for ((i=2;i<40;i++)); do p=1; for ((j=2;j*j<=i;j++)); do if ((i%j==0)); then p=0; break; fi; done; ((p)) && "
       "printf '%d ' $i; done; echo"},
      {"logging",
       "log() { echo \"[$1] ${*:2}\" | tee -a log; }; log INFO starting up; log WARN 'two  blanks'; wc -l < log"},
      {"csv",
       "cat > d.csv <<E\nname,score\nann,3\nbob,5\ncy,4\nE\ntail -n +2 d.csv | sort -t, -k2 -nr | while IFS=, read -r "
       "n s; do echo \"$s $n\"; done; total=0; while IFS=, read -r n s; do [[ $s =~ ^[0-9]+$ ]] && total=$((total+s)); "
       "done < d.csv; echo $total"},
      {"checks",
       "command -v nosuchtool >/dev/null 2>&1 || echo 'nosuchtool missing'; [ -n \"${SLURM_JOB:-}\" ] || echo none; : "
       "\"${OUT:=out}\"; mkdir -p \"$OUT\" && cd \"$OUT\" && basename \"$PWD\""},
      {"many jobs in the background", "for i in 1 2 3; do ( echo $i > f$i ) & done; wait; cat f1 f2 f3"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
