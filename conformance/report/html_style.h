// How the HTML report looks, in light and in dark, on narrow screens and on paper.
#pragma once

#include <string_view>

namespace hpc::conformance {

inline constexpr std::string_view kHtmlStyle = R"(
:root{color-scheme:light dark;--paper:#f6f7f9;--ink:#1b2230;--quiet:#64708a;--line:#e1e5ec;--card:#fff;--code:#f3f5f9;--pass:#1a8a55;--fail:#c62f21;--weak:#b76e00;--skip:#a3adbf;--error:#7f35b2;--link:#2456c8}
@media(prefers-color-scheme:dark){:root{--paper:#12151b;--ink:#e7eaf0;--quiet:#95a0b6;--line:#2a313d;--card:#191e27;--code:#212836;--pass:#46c48a;--fail:#ff7566;--weak:#f0ab3c;--skip:#5a6579;--error:#cf92ff;--link:#86a8ff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
.wide{max-width:1080px;margin:0 auto;padding:0 28px}code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
header{background:var(--card);border-bottom:1px solid var(--line);border-top:5px solid var(--pass);padding:26px 0 16px}header.fail{border-top-color:var(--fail)}
.eyebrow{margin:0;color:var(--quiet);font-size:12px;letter-spacing:.08em;text-transform:uppercase}h1{margin:2px 0 4px;font-size:30px;line-height:1.2;letter-spacing:-.01em}header.fail h1{color:var(--fail)}header.pass h1{color:var(--pass)}
.target{margin:0 0 16px;color:var(--quiet)}.target code{color:var(--ink);font-size:13.5px}
.bar{display:flex;gap:2px;height:12px;border-radius:6px;overflow:hidden;background:var(--line)}.bar i{min-width:3px;background:var(--skip)}
.bar .pass{background:var(--pass)}.bar .fail{background:var(--fail)}.bar .weak,.bar .waived{background:var(--weak)}.bar .error{background:var(--error)}.bar .unsupported{background:var(--quiet)}
.legend{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;margin:10px 0 0;padding:0;color:var(--quiet)}.legend b{color:var(--ink);font-size:18px}.legend .pass b{color:var(--pass)}.legend .fail b{color:var(--fail)}.legend .weak b,.legend .waived b{color:var(--weak)}.legend .error b{color:var(--error)}
.facts{display:flex;flex-wrap:wrap;gap:2px 22px;margin:10px 0 0;color:var(--quiet);font-size:13.5px}.facts b{color:var(--ink)}nav{display:flex;gap:20px;margin-top:14px;font-size:14px}
main{padding-bottom:80px}h2{margin:34px 0 10px;font-size:18px}.quiet{color:var(--quiet)}
.note{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--weak);border-radius:6px;padding:9px 14px;margin:16px 0 0}
summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
.group{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:8px 0;overflow:hidden}.group>summary{display:flex;gap:16px;align-items:center;padding:9px 16px}.group>summary code{flex:0 1 340px;font-size:13.5px;font-weight:600;overflow-wrap:anywhere}
.group>summary::before{content:"\25B8";color:var(--quiet);width:10px}.group[open]>summary::before{content:"\25BE"}.group>summary .bar{flex:1;height:7px}.count{min-width:64px;text-align:right;font-variant-numeric:tabular-nums}.took{color:var(--quiet);min-width:64px;text-align:right;font-size:13px;font-variant-numeric:tabular-nums}
.group>p{margin:0;padding:0 16px 8px}.group table{border-top:1px solid var(--line)}.group>.check{border-width:1px 0 0;border-radius:0;margin:0}
.check{display:block;background:var(--card);border:1px solid var(--line);border-radius:8px;margin:8px 0;color:inherit}a.check:hover{text-decoration:none;background:var(--code)}
.check>summary,a.check{display:flex;gap:14px;align-items:baseline;padding:8px 16px}.check>summary:hover{background:var(--code)}.check:target{outline:2px solid var(--link)}
.badge{flex:none;width:104px;font-size:11px;font-weight:700;letter-spacing:.05em;color:var(--quiet)}.badge::before{content:"";display:inline-block;width:9px;height:9px;border-radius:50%;background:var(--skip);margin-right:8px}
.pass>summary .badge,.pass.check .badge{color:var(--pass)}.pass .badge::before{background:var(--pass)}.fail .badge{color:var(--fail)}.fail .badge::before{background:var(--fail)}.weak .badge,.waived .badge{color:var(--weak)}.weak .badge::before,.waived .badge::before{background:var(--weak)}.error .badge{color:var(--error)}.error .badge::before{background:var(--error)}
.what{flex:1;min-width:0}.title{display:block}.id{color:var(--quiet);overflow-wrap:anywhere}.gist{display:block;color:var(--quiet);font-size:13.5px;overflow-wrap:anywhere}.level{color:var(--quiet);font-size:12px}
.check.fail>summary .title,.check.error>summary .title{font-weight:600}.inside{padding:2px 18px 16px;border-top:1px solid var(--line)}.check[open]>summary .gist{display:none}
.good{color:var(--pass)}.bad{color:var(--fail)}.failure{padding:12px 0 4px;border-bottom:1px dashed var(--line)}.operation{font-weight:600}
dl{display:grid;grid-template-columns:92px 1fr;gap:2px 0;margin:8px 0;font-size:13.5px}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}.again{display:inline-block;background:var(--code);border-radius:5px;padding:3px 8px;user-select:all}
.exchange{border-top:1px solid var(--line)}.exchange>summary{display:flex;gap:10px;align-items:baseline;padding:6px 0;flex-wrap:wrap}.exchange .quiet{font-size:12.5px}.path{flex:1;min-width:200px;overflow-wrap:anywhere}.method{font-weight:600}
.http{border-radius:4px;padding:0 7px;font-size:12px;font-weight:600;background:var(--code)}.s2{color:var(--pass)}.s3{color:var(--link)}.s4{color:var(--weak)}.s5{color:var(--fail)}
.side{display:flex;gap:10px;margin:0 0 8px}.side span{width:62px;flex:none;color:var(--quiet);font-size:12.5px;padding-top:8px}pre{flex:1;min-width:0;background:var(--code);border-radius:6px;padding:8px 12px;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:13px}th{text-align:left;color:var(--quiet);font-weight:500}td,th{padding:5px 16px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}tr:last-child td{border-bottom:0}
.status{display:inline-block;border-radius:4px;padding:0 6px;margin:0 4px 2px 0;border:1px solid var(--line);font-variant-numeric:tabular-nums}.status.seen{color:var(--pass);border-color:var(--pass)}.status.unseen{color:var(--quiet);border-style:dashed}
@media(max-width:640px){.wide{padding:0 14px}.check>summary,a.check{flex-wrap:wrap;gap:4px 10px}.badge{width:auto}.what{flex-basis:100%;order:3}.group>summary .bar{display:none}.side{display:block}}
@media print{header{border-top-width:3px}.group,.check{break-inside:avoid}nav{display:none}}
)";

}  // namespace hpc::conformance
