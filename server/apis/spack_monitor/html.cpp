#include "apis/spack_monitor/html.h"
#include "base/markup.h"

namespace hpc::apis::spack_monitor::html {
namespace {

// Light and dark, narrow and wide; nothing is loaded from elsewhere.
constexpr const char* kStyle =
    "<style>:root{color-scheme:light dark;--line:#8884;--soft:#8881;--good:#18794e;--bad:#c0392b;--stopped:#a15c00;"
    "--tag:#2874a6;--link:#1a5fb4}@media(prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff8a7a;"
    "--stopped:#f5b041;--tag:#1f618d;--link:#8ab4f8}}*{box-sizing:border-box}"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:80rem;margin:0 auto;padding:0 1rem 3rem}a{color:var(--link)}"
    "nav{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:.8rem 0;border-bottom:1px solid var(--line)}"
    "nav a{text-decoration:none}nav a:first-child{font-weight:700;margin-right:auto}"
    "h1{font-size:1.6rem;margin:1.2rem 0 .6rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:1.6rem 0 .5rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .7rem;"
    "border-bottom:1px solid var(--line);white-space:nowrap}th{font-size:.85em;opacity:.7}"
    "tbody tr:hover{background:var(--soft)}time{font-variant-numeric:tabular-nums}"
    ".status{font-weight:600;font-size:.85em;border:1px solid currentColor;border-radius:.3rem;padding:.05rem .4rem}"
    ".SUCCESS{color:var(--good)}.FAILED,.ERROR{color:var(--bad)}.CANCELLED{color:var(--stopped)}"
    ".phases{display:flex;gap:.3rem}.phases span{font-size:.85em;border-bottom:2px solid currentColor}"
    ".tag{background:var(--tag);color:#fff;border-radius:.6rem;padding:.05rem .5rem;text-decoration:none;"
    "margin-right:.3rem;font-size:.85em}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem;margin:0}dt{opacity:.7}"
    "dd{margin:0;overflow-wrap:anywhere}.events{padding-left:1.2rem}"
    "details{border:1px solid var(--line);border-radius:.4rem;margin:.6rem 0}summary{padding:.5rem .8rem;cursor:pointer}"
    "summary b{margin-right:.6rem}summary small{opacity:.7;margin-left:.6rem}details p{margin:.5rem .8rem}"
    "pre{background:var(--soft);margin:0;padding:.8rem;overflow:auto;max-height:36rem;font-size:13px;line-height:1.45}"
    "mark.error{background:#c0392b33;color:inherit}mark.warning{background:#f5b04133;color:inherit}</style>";

}  // namespace

std::string escape(std::string_view text) { return escape_markup(text, "&quot;", "&#x27;"); }

std::string not_found() {
  return "\n<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>404: Not Found</title></head>\n"
         "<body><h1>Looking for Something?</h1><p>It's not here...</p>\n"
         "<img src=\"/static/img/spackmon-triangle-text-large.gif\" alt=\"\">\n"
         "<p><a href=\"/\">Return home</a></p></body></html>\n";
}

std::string crash() {
  return "\n<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>500: Error</title></head>\n"
         "<body><p>Your error has been logged, and please "
         "<a href=\"https://github.com/spack/spack-monitor/issues\">open an issue</a> to ask for "
         "help.</p></body></html>\n";
}

std::string csrf_page() {
  return plain_page("403 Forbidden");
}

std::string plain_page(std::string_view heading) {
  const std::string text = escape(heading);
  return "<!doctype html>\n<html lang=\"en\"><head><title>" + text + "</title></head>\n<body><h1>" + text +
         "</h1></body></html>\n";
}

std::string json_page(std::string_view name, int status, std::string_view json) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escape(name) + "</title>" +
         kStyle + "</head>\n<body><h1>" + escape(name) + "</h1><p>HTTP " + std::to_string(status) + "</p><pre>" +
         escape(json) + "</pre></body></html>\n";
}

std::string framed(std::string_view title, std::string_view base, std::string_view content) {
  const std::string home = escape(base);
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>" +
         escape(title) + "</title>" + kStyle + "</head>\n<body><nav><a href=\"" + home +
         "/\">Spack Monitor</a><a href=\"" + home + "/api/builds/\">Builds as JSON</a><a href=\"" + home +
         "/ms1/\">Service info</a></nav>\n<main>\n" + std::string(content) + "</main></body></html>\n";
}

}  // namespace hpc::apis::spack_monitor::html
