// How the HTML report looks, in light and in dark.
#pragma once

#include <string_view>

namespace hpc::conformance {

inline constexpr std::string_view kHtmlStyle = R"(
:root{--paper:#fafafa;--ink:#1d2330;--quiet:#667085;--line:#e2e5ea;--card:#fff;--pass:#1a7f4b;--fail:#b42318;--weak:#b54708;--skip:#667085;--error:#7a1fa2;--code:#f2f4f7}
@media(prefers-color-scheme:dark){:root{--paper:#14171d;--ink:#e6e9ef;--quiet:#98a2b3;--line:#2b313c;--card:#1b2029;--pass:#4cc38a;--fail:#ff6b5e;--weak:#f5a524;--skip:#98a2b3;--error:#d28bff;--code:#232a35}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{padding:28px 32px 20px;border-bottom:4px solid var(--line);background:var(--card)}header.pass{border-color:var(--pass)}header.fail{border-color:var(--fail)}
h1{margin:0;font-size:26px}h2{margin:36px 0 12px;font-size:19px}h3{margin:20px 0 4px;font-size:16px}header p,.quiet{color:var(--quiet)}header p{margin:4px 0 0}
main{max-width:1100px;margin:0 auto;padding:20px 32px 80px}
.tiles{display:flex;flex-wrap:wrap;gap:12px;margin-top:8px}.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 18px;min-width:96px;color:var(--quiet);font-size:13px}
.tile b{display:block;font-size:24px;color:var(--ink)}.tile.pass b{color:var(--pass)}.tile.fail b{color:var(--fail)}.tile.error b{color:var(--error)}
.note{background:var(--card);border-left:4px solid var(--weak);padding:8px 14px;margin:14px 0}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,monospace}
.check{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--skip);border-radius:6px;margin:6px 0}
.check.pass{border-left-color:var(--pass)}.check.fail{border-left-color:var(--fail)}.check.weak,.check.waived{border-left-color:var(--weak)}.check.error{border-left-color:var(--error)}
.check>summary{display:flex;gap:12px;align-items:baseline;padding:8px 14px;cursor:pointer;list-style:none}.check>summary::-webkit-details-marker{display:none}
.title{color:var(--quiet);flex:1}.level{color:var(--quiet);font-size:12px}.inside{padding:4px 18px 14px;border-top:1px solid var(--line)}
.badge{font-size:11px;font-weight:700;letter-spacing:.04em;min-width:86px;color:var(--skip)}.badge.pass{color:var(--pass)}.badge.fail{color:var(--fail)}.badge.weak,.badge.waived{color:var(--weak)}.badge.error{color:var(--error)}
.failure{border-bottom:1px dashed var(--line);padding:10px 0}.operation{font-weight:600;margin-bottom:4px}.pair{display:flex;gap:10px}.pair span{width:76px;color:var(--quiet);flex:none}
.pair code{overflow-wrap:anywhere}.pair:nth-child(2) code{color:var(--pass)}.pair:nth-child(3) code{color:var(--fail)}
dl{display:grid;grid-template-columns:86px 1fr;margin:8px 0;font-size:13px}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
.exchange{margin:6px 0}.exchange summary{cursor:pointer;overflow-wrap:anywhere}pre{background:var(--code);border-radius:6px;padding:10px 12px;overflow-x:auto;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:13px}th{text-align:left;color:var(--quiet);font-weight:500}td,th{padding:4px 8px;border-bottom:1px solid var(--line);vertical-align:top}
.status{display:inline-block;border-radius:4px;padding:0 6px;margin:0 4px 2px 0;border:1px solid var(--line)}.status.seen{color:var(--pass);border-color:var(--pass)}.status.unseen{color:var(--quiet);border-style:dashed}
)";

}  // namespace hpc::conformance
