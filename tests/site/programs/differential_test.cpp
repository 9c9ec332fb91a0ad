// The language: what bash does with it is right.
#include <boost/test/unit_test.hpp>

#include "host_shell.h"

namespace hpc::site {
namespace {

BOOST_AUTO_TEST_SUITE(language_as_bash_has_it)

BOOST_AUTO_TEST_CASE(quoting) {
  compare_with_host({
      {"plain", "echo a  b   c"},
      {"single", "echo 'a  $x `b`' \"it's\""},
      {"double", "x='1  2'; echo \"$x\" $x \"a\\$b\\\\c\\`d\\\"e\\f\""},
      {"escapes", "echo a\\ b \\$x \\\\ \\a \\'"},
      {"continued", "echo a \\\n  b\necho c\\\nd"},
      {"dollar quote", "echo $'a\\tb\\n\\x41\\101\\'q' $\"z\""},
      {"empty words",
       "set -- '' \"\" a; echo $# ; set -- $nothing; echo $#; set -- \"$nothing\"; echo $#; set -- ''$nothing; echo "
       "$#"},
      {"comment", "echo a # b\n# c\necho d#e '#f' #g"},
      {"adjacent", "x=1; echo a\"b\"'c'$x\"$x\"d"},
      {"newline in quotes", "echo 'a\nb' \"c\nd\""},
      {"no newline at end", "echo last"},
      {"unicode", "echo 'pancakes 🥞️🥞️🥞️'"},
  });
}

BOOST_AUTO_TEST_CASE(parameters) {
  compare_with_host({
      {"defaults",
       "e=; s=set; for v in \"${u-d}\" \"${u:-d}\" \"${e-d}\" \"${e:-d}\" \"${s-d}\" \"${s:-d}\"; do echo \"[$v]\"; "
       "done"},
      {"alternatives",
       "e=; s=set; for v in \"${u+d}\" \"${u:+d}\" \"${e+d}\" \"${e:+d}\" \"${s+d}\" \"${s:+d}\"; do echo \"[$v]\"; "
       "done"},
      {"assign default", "echo ${x:=5} $x; e=; echo ${e=7} [$e] ${e:=8} [$e]"},
      {"nested default", "echo ${a:-${b:-${c:-deep}}} \"${a:-\"quoted  inside\"}\" ${a:-two  words}"},
      {"default is split",
       "for w in ${x:-a b 'c d'}; do echo [$w]; done; for w in \"${x:-a b 'c d'}\"; do echo [$w]; done"},
      {"error", "echo a; echo ${x:?is missing}; echo b"},
      {"error standard", "echo ${x?}; echo b"},
      {"length", "x=hello; echo ${#x} ${#} ${#y}; set -- a b; echo ${#} ${#@} ${#1}"},
      {"strip prefix", "p=/usr/local/lib/x.tar.gz; echo ${p#*/} ${p##*/} ${p%.*} ${p%%.*} ${p#nomatch} ${p%/*}"},
      {"strip quoted pattern",
       "x='a*b*c'; echo ${x#a\\*} ${x#'a*'} \"${x%\"*c\"}\"; p='*'; echo \"${x#$p}\" \"${x##$p}|\" \"${x##\"$p\"}\""},
      {"strip classes",
       "x=abc123def; echo ${x#[a-c]*[0-9]} ${x##[a-c]*[0-9]} ${x%%[!a-z]*} ${x#[[:alpha:]]} ${x%[^x]}"},
      {"replace",
       "x='a b a c a'; echo ${x/a/X} ${x//a/X} ${x/#a/X} ${x/%a/X} ${x//a} \"${x// /_}\" ${x/[bc]/-} ${x//?/.}"},
      {"substring",
       "x=0123456789; echo ${x:3} ${x:3:2} ${x: -3} ${x:0:-2} ${x:20} ${x:(-4):2}; n=2; echo ${x:n:n+1} ${x:$n}"},
      {"case", "x=hello; y=WORLD; echo ${x^} ${x^^} ${y,} ${y,,}"},
      {"indirect", "a=b; b=5; echo ${!a}"},
      {"positional",
       "set -- a b c d e f g h i j k; echo $1 $9 ${10} ${11} $10 $#; shift; echo $1 $#; shift 3; echo $@; shift 20; "
       "echo $? $#"},
      {"at and star",
       "set -- 'a b' c ''; for i in \"$@\"; do echo \"[$i]\"; done; for i in \"$*\"; do echo \"[$i]\"; done; for i in "
       "$@; do echo \"[$i]\"; done; for i in $*; do echo \"[$i]\"; done"},
      {"at with text", "set -- 1 2 3; for i in x\"$@\"y; do echo \"[$i]\"; done; IFS=,; echo \"$*\" \"x$*y\""},
      {"at alone empty",
       "set --; for i in \"$@\"; do echo no; done; for i in \"$*\"; do echo \"[$i]\"; done; echo \"a$@b\""},
      {"slices of at", "set -- a b c d; echo ${@:2} ${@:2:2} ${*:3} ${@: -1}"},
      {"special", "false; echo $?; true; echo $?; (exit 7); echo $? $#; echo ${?}"},
      {"unset", "x=1; unset x; echo ${x-unset}; f() { echo f; }; unset -f f; f"},
      {"bad substitution", "echo a; echo ${x!}; echo b"},
      {"in quotes and braces", "x=1; echo \"${x}2\" ${x}2 \"$x\"2 $x2 a${x}b"},
      {"append", "x=a; x+=b; x+=c; echo $x; n=1; n+=1; echo $n"},
      {"readonly", "readonly r=1; echo $r; r=2; echo after $r"},
      {"prefix assignment", "x=1; x=2 true; echo $x; x=3 env | grep ^x=; f() { echo f$x; }; x=4 f; echo $x"},
      {"lineno", "echo $LINENO\n\necho $LINENO"},
  });
}

BOOST_AUTO_TEST_CASE(splitting) {
  compare_with_host({
      {"default ifs", "x=' a  b\tc\nd '; for i in $x; do echo [$i]; done"},
      {"colon", "IFS=:; x='a::b:c:'; for i in $x; do echo \"[$i]\"; done; set -- $x; echo $#"},
      {"colon and blank", "IFS=': '; x=' a : b  c:: d'; for i in $x; do echo \"[$i]\"; done"},
      {"empty ifs", "IFS=; x='a b c'; for i in $x; do echo \"[$i]\"; done"},
      {"mixed with literal", "x='b c'; for i in a$x\"d e\"$x; do echo \"[$i]\"; done"},
      {"command output",
       "for i in $(echo a b; echo 'c d'); do echo [$i]; done; for i in \"$(echo a b)\"; do echo [$i]; done"},
      {"assignment is not split", "x='a  b'; y=$x; echo \"$y\"; z=$(echo 'c  d'); echo \"$z\""},
      {"export is not split", "x='a  b'; export y=$x; local_() { local z=$x; echo \"$z\"; }; echo \"$y\"; local_"},
      {"case subject is not split", "x='a b'; case $x in 'a b') echo yes;; *) echo no;; esac"},
      {"only blanks", "x='   '; set -- $x; echo $#; set -- \"$x\"; echo $#"},
      {"leading separator", "IFS=,; x=',a,,b'; set -- $x; echo $#; for i in \"$@\"; do echo \"[$i]\"; done"},
  });
}

BOOST_AUTO_TEST_CASE(arithmetic) {
  compare_with_host({
      {"operators", "echo $((1+2*3)) $(( (1+2)*3 )) $((7/2)) $((-7/2)) $((7%3)) $((-7%3)) $((2**10)) $((2**3**2))"},
      {"bits", "echo $((5&3)) $((5|3)) $((5^3)) $((~5)) $((1<<10)) $((1024>>3)) $((-8>>1))"},
      {"logic", "echo $((1&&0)) $((1||0)) $((!5)) $((!0)) $((3>2)) $((3<2)) $((3>=3)) $((2==2)) $((2!=2))"},
      {"ternary comma", "echo $((1?2:3)) $((0?2:3)) $((1,2,3)) $((x=5,x+1)) $x $((0?1:0?2:3))"},
      {"assignment",
       "x=5; echo $((x+=3)) $((x-=1)) $((x*=2)) $((x/=3)) $((x%=3)) $((x<<=4)) $((x|=3)) $((x^=1)) $((x&=6)) $x"},
      {"increments", "x=5; echo $((x++)) $x $((++x)) $x $((x--)) $((--x)) $((- -x)) $((-+-x)) $((--5))"},
      {"bases", "echo $((0x1F)) $((010)) $((2#1011)) $((16#ff)) $((36#z)) $((0))"},
      {"variables", "a=3; b=a; c='a+1'; echo $((a*2)) $(($a*2)) $((b+1)) $((c*2)) $((undefined+1)) $((${a}1))"},
      {"overflow", "echo $((9223372036854775807+1)) $((-9223372036854775807-2)) $((9223372036854775807*2))"},
      {"short circuit", "x=1; echo $((0 && (x=5))) $x $((1 || (x=6))) $x $((1 ? 2 : (x=7))) $x"},
      {"division by zero", "echo a $((1/0)) b; echo c\necho d"},
      {"modulo by zero", "x=0; echo $((5%x)); echo never\necho after $?"},
      {"syntax error", "echo $((1+)); echo x\necho y"},
      {"bad token", "echo $((1 2))\necho y"},
      {"value too great", "echo $((09))\necho $((2#2))\necho end"},
      {"command",
       "((3>2)) && echo yes; ((0)) || echo no; x=5; ((x++)); echo $x; ((x=0)); echo $?; if ((x==0)); then echo zero; "
       "fi"},
      {"let", "let x=5+2 y=x*2; echo $x $y; let z=0; echo $?"},
      {"for", "for ((i=0;i<3;i++)); do echo $i; done; for ((i=9; i>6; i-=2)) do echo $i; done"},
      {"nested", "echo $(( $(echo 4) * $((1+1)) )) $(( ( (2) ) ))"},
      {"in quotes", "echo \"a$((1+1))b\" '$((1+1))'"},
      {"spaces and newlines", "echo $((  1\n + 2 ))"},
      {"subshell that looks like it", "echo $( (echo a; echo b) | cat )"},
      {"array elements", "a=(1 2 3); echo $((a[1]+a[2])) $((a[0]++)) ${a[0]}"},
      {"exponent negative", "echo $((2**-1))\necho x"},
  });
}

BOOST_AUTO_TEST_CASE(substitution) {
  compare_with_host({
      {"simple", "x=$(echo a); echo $x `echo b` \"$(echo 'c  d')\""},
      {"nested", "echo $(echo $(echo $(echo deep))) `echo \\`echo back\\``"},
      {"trailing newlines", "x=$(printf 'a\\n\\n\\n'); echo \"[$x]\"; y=$(printf '\\n\\na'); echo \"[$y]\""},
      {"status", "x=$(false); echo $?; x=$(exit 3); echo $?; echo $(exit 4) $?; y=1; echo $?"},
      {"quotes inside", "echo \"$(echo \"a  b\")\" \"`echo \"c  d\"`\""},
      {"state stays inside", "x=1; y=$(x=2; echo $x); echo $x $y; (cd /; pwd); x=$(cd /tmp; pwd); echo $x"},
      {"parentheses inside", "echo $(case x in (x) echo ok;; esac) $(case x in x) echo ok;; esac)"},
      {"comment inside", "echo $(echo a # b )\n) c"},
      {"here-document inside", "echo \"$(cat <<E\nin $((1+1))\nE\n)\""},
      {"multi line", "x=$(\necho a\necho b\n); echo \"$x\""},
      {"stderr goes out", "x=$(echo e >&2; echo o); echo $x"},
      {"pipe inside", "echo $(printf '%s\\n' b a c | sort | head -n 2)"},
      {"exit inside", "echo $(echo a; exit; echo b) c"},
  });
}

BOOST_AUTO_TEST_CASE(braces) {
  compare_with_host({
      {"list", "echo a{b,c,d}e {x,y}{1,2} {a,b{c,d}} {a} {a,} x{,y}"},
      {"sequence", "echo {1..5} {5..1} {01..10} {a..e} {e..a} {1..10..3} {10..1..4} {-2..2} {1..3}{a..b}"},
      {"not braces", "echo {} {a b} a{b '{a,b}' \\{a,b} \"{a,b}\" ${x}{1} {1..} {a..1}"},
      {"with variables", "x=5; echo {$x,6} {1..$x} file.{txt,c}; for i in run_{1..3}; do echo $i; done"},
      {"quoted parts", "echo {'a b',\"c d\"} x{\\,,y}"},
  });
}

BOOST_AUTO_TEST_CASE(compounds) {
  compare_with_host({
      {"if",
       "if true; then echo a; else echo b; fi; if false; then echo a; elif true; then echo c; else echo b; fi; if "
       "false; then echo; fi; echo $?"},
      {"if with pipe", "if echo abc | grep -q b; then echo found; fi; if ! false; then echo not; fi"},
      {"while", "i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; while false; do :; done; echo $?"},
      {"until", "i=0; until [ $i -ge 2 ]; do echo $i; i=$((i+1)); done"},
      {"for",
       "for i in a 'b c' d; do echo \"$i\"; done; for i in; do echo no; done; echo $?; for x\nin 1 2\ndo\necho "
       "$x\ndone"},
      {"for over arguments", "set -- p q; for i; do echo $i; done; for i do echo $i; done"},
      {"break",
       "for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; for i in 1 2; do for j in a b; do break 2; "
       "done; done; echo $i$j"},
      {"continue",
       "for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done; for i in 1 2; do for j in a b; do continue 2; echo "
       "no; done; done; echo $i $j"},
      {"break in while condition", "while break; do echo no; done; echo $?"},
      {"break outside", "break; echo a; continue; echo b"},
      {"case",
       "for x in apple banana cherry ''; do case $x in a*) echo A;; b*|c*) echo BC;; '') echo empty;; esac; done"},
      {"case quoting",
       "x='*'; case abc in $x) echo glob;; esac; case abc in \"$x\") echo no;; *) echo literal;; esac; case '[' in "
       "'[') echo bracket;; esac"},
      {"case fall through",
       "case a in a) echo 1;& b) echo 2;; c) echo 3;; esac; case a in a) echo 1;;& [a-z]) echo 2;; *) echo 3;; esac"},
      {"case empty",
       "case x in esac; echo $?; case x in y) ;; esac; echo $?; case x in x) esac; echo $?; case x in (x) echo p ;; "
       "esac"},
      {"subshell", "x=1; (x=2; echo $x); echo $x; (exit 5); echo $?; (cd /tmp; pwd) ; ( (echo deep) )"},
      {"group", "{ echo a; echo b; } | cat -n; { x=5; }; echo $x; { false; }; echo $?"},
      {"functions",
       "f() { echo f $1 $#; }; f a b; function g { echo g; }; g; h() ( x=9; echo h ); h; echo [$x]; k() if true; then "
       "echo k; fi; k"},
      {"function return",
       "f() { return 3; echo no; }; f; echo $?; g() { false; return; }; g; echo $?; h() { for i in 1 2; do return 7; "
       "done; }; h; echo $?"},
      {"function arguments", "f() { echo $1; shift; echo $1 $#; }; set -- x y z; f a b; echo $1 $#"},
      {"local", "x=1; f() { local x=2 y; echo $x [$y]; g; }; g() { echo g$x; x=3; }; f; echo $x"},
      {"recursion", "f() { [ $1 -le 1 ] && { echo 1; return; }; echo $(( $1 * $(f $(($1-1))) )); }; f 10"},
      {"redefinition", "f() { echo 1; f() { echo 2; }; }; f; f"},
      {"and or",
       "true && echo a || echo b; false && echo a || echo b; false || false || echo c; true && false; echo $?; ! true; "
       "echo $?; ! false && echo d"},
      {"lists", "echo a; echo b ; echo c\ntrue &&\n echo d ||\n echo e"},
      {"nested",
       "for i in 1 2; do if [ $i = 1 ]; then while :; do case $i in 1) echo one; break;; esac; done; else (echo two; "
       "exit 4) || echo \"status $?\"; fi; done"},
      {"redirected compound",
       "for i in 1 2; do echo $i; done > f; while read x; do echo got $x; done < f; if true; then echo e >&2; fi 2>&1; "
       "{ echo a; echo b >&2; } > g 2>&1; cat g"},
      {"time", "x=$( { time true; } 2>&1 | grep -c real); echo $x"},
      {"negated pipeline", "! false | true; echo $?; ! { false; }; echo $?"},
      {"select words are words", "echo if then else fi for done { } ! [[ case"},
  });
}

BOOST_AUTO_TEST_CASE(redirections) {
  compare_with_host({
      {"files", "echo a > f; echo b >> f; cat f; cat < f; > g; wc -c < g; echo c >| f; cat f"},
      {"errors",
       "ls nothing 2> e; cat e; ls nothing > b 2>&1; cat b; ls nothing 2>&1 | cat; { echo o; echo e >&2; } "
       "2>/dev/null"},
      {"order of duplication",
       "{ echo o; echo e >&2; } 2>&1 >/dev/null | cat; { echo o; echo e >&2; } >/dev/null 2>&1"},
      {"both", "{ echo o; echo e >&2; } &> f; cat f; { echo p; } &>> f; cat f; { echo q; echo r >&2; } >& f; cat f"},
      {"descriptors",
       "exec 3> f; echo a >&3; echo b 1>&3; exec 3>&-; cat f; exec 4< f; read x <&4; read y <&4; echo $x $y"},
      {"bad descriptor", "echo a >&7; echo $?; cat <&7"},
      {"missing input", "cat < nofile; echo $?; while read x; do :; done < nofile; echo $?"},
      {"no permission", "echo a > /nofolder/f; echo $?; echo b > /; echo $?"},
      {"here-document",
       "cat <<E\na $((1+1)) $HOME_ `echo x` \\$y \"q\" 'r'\nE\ncat <<'E'\n$raw `raw`\nE\ncat "
       "<<-E\n\ttabs\n\t\tgone\n\tE\necho end"},
      {"two here-documents", "cat <<A; cat <<B\na\nA\nb\nB\ncat <<A - <<B\n1\nA\n2\nB"},
      {"here-document quoting", "x=5; cat <<E\n\"$x\" '$x' \\\"  \\\\ a\\\nb ${x:-'d'} ${y:-\"e\"}\nE"},
      {"here-string", "cat <<< 'a b'; x='c  d'; cat <<< $x; cat <<< \"$x\"; read a b <<< 'one two three'; echo $b"},
      {"on a function", "f() { echo a; echo b >&2; } 2>/dev/null; f; g() { cat; } <<< in; g"},
      {"ambiguous", "x='a b'; echo 1 > $x; echo $?; echo 2 > $nothing; echo $?"},
      {"before the command", "> f echo a; cat f; <f cat; 2>/dev/null ls nothing; echo $?"},
      {"input of loops",
       "printf '1\\n2\\n3\\n' > f; while read x; do [ $x = 2 ] && break; done < f; echo $x; { read a; read b; } < f; "
       "echo $a$b"},
      {"shared offset", "printf '1\\n2\\n3\\n' > f; { read a; cat; } < f; echo $a"},
      {"special files",
       "echo a > /dev/null; cat /dev/null; echo c | cat > /dev/stdout | cat; [ -e /dev/null ] && echo yes"},
      {"kept by exec", "exec 2>&1; ls nothing; exec > f; echo hidden; exec >&2; cat f"},
      {"glob in target", "echo a > one.txt; cat < *.txt"},
  });
}

BOOST_AUTO_TEST_CASE(pipes) {
  compare_with_host({
      {"long", "printf '3\\n1\\n2\\n' | sort | head -n 2 | tail -n 1"},
      {"status",
       "false | true; echo $?; true | false; echo $?; set -o pipefail; false | true; echo $?; exit 3 | true; echo $?"},
      {"builtins in pipes",
       "echo a b | read x y; echo [$x]; echo a b | { read x y; echo $y; }; echo abc | while read l; do echo got $l; "
       "done"},
      {"loop to pipe",
       "for i in 3 1 2; do echo $i; done | sort; seq 5 | while read n; do echo $((n*n)); done | tail -n 2"},
      {"broken pipe", "yes | head -n 3; seq 100000 | head -n 1; while echo y; do :; done | head -n 2"},
      {"stderr too", "{ echo o; echo e >&2; } |& sort"},
      {"large", "seq 20000 | wc -l; seq 50000 | md5sum; head -c 300000 /dev/zero | wc -c"},
      {"newline after bar", "echo a |\n cat |\n\n cat"},
      {"subshell state", "x=1; echo | { x=2; cat > /dev/null; }; echo $x"},
      {"empty input", ": | wc -l; cat < /dev/null | wc -c; true | grep x; echo $?"},
      {"function in a pipe", "up() { tr a-z A-Z; }; echo abc | up | rev"},
      {"binary", "printf 'a\\0b\\0' | wc -c; printf 'a\\0b' | tr '\\0' x; echo"},
  });
}

BOOST_AUTO_TEST_CASE(globbing) {
  compare_with_host({
      {"star",
       "touch b a c.txt .hidden; echo *; echo *.txt; echo .h*; echo ?; echo [ab]; echo [!a]; echo *.none; echo '*' "
       "\"*\" \\*"},
      {"folders", "mkdir -p d/e f; touch d/x d/e/y f/x; echo */x d/*/y */; echo */*; echo d/[e-z]"},
      {"in variables", "touch a1 a2; p='a*'; echo $p \"$p\"; for f in $p; do echo [$f]; done; x=$p; echo \"$x\""},
      {"quoted parts", "touch 'a b' 'a*c' ab; echo 'a 'b a\\*c 'a'*; ls a\\*c"},
      {"off", "touch a b; set -f; echo *; set +f; echo *"},
      {"no match stays", "echo nothing*here [z]x"},
      {"in for and case", "touch x.c y.c; for f in *.c; do echo ${f%.c}; done; case x.c in *.c) echo c;; esac"},
      {"absolute", "mkdir g; touch g/1 g/2; cd g; for f in $PWD/*; do basename $f; done"},
      {"link to nothing", "ln -s nowhere l; echo l*; rm l; echo l*"},
      {"class and range", "touch f1 f2 f3 g1; echo f[1-2] [fg]1 f[!1] f[[:digit:]]"},
  });
}

BOOST_AUTO_TEST_CASE(arrays) {
  compare_with_host({
      {"basics", "a=(x 'y z' w); echo ${a[0]} \"${a[1]}\" ${#a[@]} ${a[-1]} $a ${a[9]-none}"},
      {"all",
       "a=(x 'y z' w); for i in \"${a[@]}\"; do echo [$i]; done; for i in \"${a[*]}\"; do echo [$i]; done; echo "
       "${a[@]:1} ${#a[1]}"},
      {"elements",
       "a[3]=d; a[1]=b; echo ${a[@]} ${!a[@]} ${#a[@]}; i=1; echo ${a[i]} ${a[$i]} ${a[i+2]}; a[i]+=x; echo ${a[1]}"},
      {"append", "a=(1); a+=(2 3); a+=(4); echo ${a[*]}; unset 'a[1]'; echo ${a[*]} ${!a[*]}; unset a; echo ${#a[@]}"},
      {"from commands",
       "a=($(seq 3)); echo ${a[2]}; b=(*.none); echo ${b[0]}; c=([2]=x [5]=y z); echo ${!c[@]} ${c[6]}"},
      {"in arithmetic",
       "a=(5 6 7); s=0; for x in ${a[@]}; do s=$((s+x)); done; echo $s; SLURM=1; echo ${a[$SLURM]} ${a[SLURM+1]}"},
      {"local and declare",
       "f() { local a=(1 2); echo ${#a[@]}; }; f; echo ${#a[@]}; declare -a b=(x y); echo ${b[1]}; declare -i n=5+5; "
       "echo $n"},
      {"operations on all", "a=(x.c y.c); echo ${a[@]%.c} ${a[@]/c/o}"},
      {"read", "read -a w <<< 'one two three'; echo ${#w[@]} ${w[1]}"},
      {"multi line", "a=(\n one # comment\n two\n)\necho ${a[1]}"},
      {"empty", "a=(); echo ${#a[@]} \"${a[@]}\" | cat; for i in \"${a[@]}\"; do echo no; done"},
  });
}

BOOST_AUTO_TEST_CASE(options_and_exits) {
  compare_with_host({
      {"errexit", "set -e; echo a; false; echo b"},
      {"errexit not in conditions",
       "set -e; if false; then :; fi; false || echo a; ! true; while false; do :; done; false && true; echo b; true && "
       "false; echo c"},
      {"errexit in function", "set -e; f() { false; echo in; }; f || echo or; f; echo never"},
      {"errexit in subshell", "set -e; (echo a; false; echo b); echo c"},
      {"errexit in pipe", "set -e; false | true; echo a; true | false; echo b"},
      {"errexit with assignment", "set -e; x=$(false); echo never"},
      {"errexit off again", "set -e; set +e; false; echo a; echo $-"},
      {"errexit and redirection", "set -e; echo a > /nofolder/x; echo never"},
      {"nounset", "set -u; x=1; echo $x ${y:-d}; echo $y; echo never"},
      {"nounset positional", "set -u; echo $1; echo never"},
      {"xtrace", "set -x; echo a 'b c'; x=1; [ $x = 1 ] && true; set +x; echo d"},
      {"pipefail errexit", "set -eo pipefail; echo a; false | true; echo b"},
      {"exit", "echo a; exit 3; echo b"},
      {"exit of last", "false; exit"},
      {"exit wraps", "exit 300"},
      {"exit in function", "f() { exit 4; }; f; echo no"},
      {"exit in subshell", "(exit 4); echo $?; { exit 5; }; echo no"},
      {"exit bad", "exit foo"},
      {"trap exit", "trap 'echo bye $?' EXIT; echo a; exit 3"},
      {"trap exit at end", "trap 'echo bye' EXIT; false"},
      {"trap exit changes status", "trap 'exit 9' EXIT; exit 1"},
      {"trap in subshell", "trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo a); echo b"},
      {"trap reset", "trap 'echo no' EXIT; trap - EXIT; echo a"},
      {"syntax error late", "echo a\necho b; done\necho c"},
      {"syntax error eof", "echo a\nif true; then\necho b"},
      {"syntax error quote", "echo a\necho 'b\necho c"},
      {"syntax error paren", "echo a\necho (b)\n"},
      {"syntax error and", "echo a\n&& echo b"},
      {"syntax error in function", "f() { echo }\nf"},
      {"syntax error double semicolon", "echo a;; echo b"},
      {"syntax error empty then", "if true; then fi"},
      {"syntax error brace", "echo a\n}"},
      {"syntax error for", "for 1x in a; do echo; done"},
      {"command not found",
       "nosuchcommand a b; echo $?; /no/such/file; echo $?; ./nothere; echo $?; nosuch2 | cat; echo after"},
      {"not executable", "echo 'echo hi' > s; ./s; echo $?; chmod +x s; ./s; mkdir d; ./d; echo $?"},
  });
}

BOOST_AUTO_TEST_CASE(builtins) {
  compare_with_host({
      {"eval", "x='echo a; echo b'; eval $x; eval 'y=5'; echo $y; eval; echo $?; eval 'exit 3'"},
      {"source",
       "echo 'echo in $1 $x; y=2; return 5; echo no' > lib.sh; x=1; . ./lib.sh; echo $? $y; source ./lib.sh arg; echo "
       "$1"},
      {"source missing", ". ./nofile; echo $?; source; echo $?"},
      {"cd",
       "mkdir -p a/b; cd a/b; basename $PWD; cd ..; basename $(pwd); cd - > /dev/null; basename $PWD; cd "
       "/tmp/../tmp/.; pwd; cd; [ $PWD = $HOME ] && echo home; cd nofolder; echo $?"},
      {"read",
       "printf 'a b c\\n  d\\\\te\\\\\\nf\\nlast' > f; { read x y; echo \"[$x][$y]\"; read x; echo \"[$x]\"; read x; "
       "echo \"$? [$x]\"; read x; echo \"$? [$x]\"; } < f"},
      {"read raw",
       "printf 'a\\\\tb\\n' > f; read -r x < f; echo \"$x\"; read x < f; echo \"$x\"; printf ' lead trail \\n' > f; "
       "read x < f; echo \"[$x]\"; IFS= read -r x < f; echo \"[$x]\""},
      {"read ifs", "while IFS=: read a b c; do echo \"$a|$b|$c\"; done <<E\n1:2:3:4\nx::\nonly\nE"},
      {"read reply", "echo ' a b ' | { read; echo \"[$REPLY]\"; }"},
      {"getopts",
       "while getopts 'ab:c' o -a -b val -c rest; do echo $o $OPTARG; done; echo $OPTIND; while getopts ':x:' o -x -y; "
       "do echo \"$o [$OPTARG]\"; done"},
      {"shift", "set -- a b c; shift; echo $*; shift 2; echo $#; shift; echo $?"},
      {"set", "set -- -x y; echo $1; set a b; echo $2; set -e -- q; echo $1"},
      {"type", "f() { :; }; type -t f cd if echo ls; type -t nothing; echo $?"},
      {"command", "command echo a; command -v cd echo; command -v nothing; echo $?; command -v f || echo none"},
      {"wait", "(exit 3) & wait $!; echo $?; true & false & wait; echo $?; wait 99999; echo $?"},
      {"background", "{ echo a; } & wait; x=1; { x=2; } & wait; echo $x; (exit 4) & p=$!; wait $p; echo $?"},
      {"kill",
       "sleep 100 & p=$!; kill $p; wait $p 2>/dev/null; echo $?; kill 999999; echo $?; kill abc; echo $?; kill -0 $$; "
       "echo $?"},
      {"umask", "umask 027; touch f; ls -l f | cut -c1-10; mkdir d; ls -ld d | cut -c1-10; umask"},
      {"test",
       "[ a = a ]; echo $?; [ a = b ]; echo $?; [ ]; echo $?; [ '' ]; echo $?; [ x ]; echo $?; [ ! x ]; echo $?; [ -n "
       "'' ]; echo $?; [ -z '' ]; echo $?; test 1 -lt 2; echo $?"},
      {"test numbers",
       "for op in -eq -ne -lt -le -gt -ge; do [ 2 $op 10 ]; echo $?; done; [ ' 5 ' -eq 5 ]; echo $?; [ 5 -eq x ]; echo "
       "$?"},
      {"test files",
       "touch f; mkdir d; ln -s f l; echo x > g; for t in -e -f -d -r -w -x -s -h -L; do [ $t f ]; a=$?; [ $t d ]; "
       "b=$?; [ $t l ]; c=$?; [ $t no ]; d=$?; [ $t g ]; echo $t $a $b $c $d $?; done"},
      {"test combined",
       "[ a = a -a b = b ]; echo $?; [ a = b -o b = b ]; echo $?; [ ! a = b ]; echo $?; [ \\( a = a \\) -a ! -e no ]; "
       "echo $?; [ -e ]; echo $?; [ a b ]; echo $?; [ 1 -eq ]; echo $?; [ a"},
      {"test strings",
       "[ a \\< b ]; echo $?; [ b \\> a ]; echo $?; [ -f = -f ]; echo $?; [ '(' = '(' ]; echo $?; [ a == a ]; echo $?"},
      {"double brackets",
       "x='a b'; [[ $x == 'a b' ]]; echo $?; [[ $x == a* ]]; echo $?; [[ $x == \"a*\" ]]; echo $?; [[ -z $nothing && "
       "-n $x ]]; echo $?; [[ a < b || 1 -gt 2 ]]; echo $?; [[ ! ( a == b ) ]]; echo $?"},
      {"regex",
       "[[ abc123 =~ ^([a-z]+)([0-9]+)$ ]]; echo $? ${BASH_REMATCH[0]} ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}; "
       "r='^a.c$'; [[ abc =~ $r ]]; echo $?; [[ abc =~ \"$r\" ]]; echo $?; [[ a =~ b ]]; echo $?"},
      {"double bracket numbers",
       "x=5; [[ x -eq 5 ]]; echo $?; [[ x+1 -gt 5 ]]; echo $?; [[ -e nofile ]]; echo $?; [[ -v x ]]; echo $?; [[ -v "
       "nox ]]; echo $?"},
      {"declare",
       "declare x=5; echo $x; declare -x y=6; env | grep ^y; f() { declare z=7; echo $z; }; f; echo [$z]; export q; "
       "q=1; env | grep ^q="},
      {"export", "export a=1 b; b=2; sh -c 'echo $a $b'; export -n a; sh -c 'echo [$a]'; export '1x=2'; echo $?"},
      {"printf -v", "printf -v x '%03d' 7; echo $x"},
      {"exec", "exec echo replaced; echo never"},
      {"exec missing", "exec nosuchcommand; echo never"},
      {"sh -c",
       "sh -c 'echo $0 $1 $#' name a b; bash -c 'exit 6'; echo $?; x=1 sh -c 'echo $x'; echo 'echo piped $1' | bash "
       "-s; sh -c 'echo a; false'; echo $?; bash -ec 'false; echo no'; echo $?"},
      {"bash file",
       "echo 'echo file $0 $1 $#; exit 2' > s.sh; bash s.sh a b; echo $?; sh ./s.sh; bash nofile.sh; echo $?"},
      {"script file",
       "printf '#!/bin/sh\\necho script $1\\nexit 3\\n' > s; chmod 755 s; ./s x; echo $?; PATH=$PATH:$PWD; s y"},
      {"colon", ": a b; echo $?; : ${x:=5}; echo $x; while :; do break; done"},
      {"true false", "true; echo $?; false; echo $?; /bin/true; echo $?; /usr/bin/false; echo $?"},
      {"alias is no trouble",
       "set -o errexit; set +o errexit; shopt -s nullglob 2>/dev/null; hash -r; ulimit -s unlimited 2>/dev/null; echo "
       "ok"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
