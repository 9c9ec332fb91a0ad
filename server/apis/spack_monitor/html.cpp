#include "apis/spack_monitor/html.h"

namespace hpc::apis::spack_monitor::html {
namespace {

// Light and dark, narrow and wide; nothing is loaded from elsewhere.
constexpr const char* kStyle =
    "<style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;"
    "padding:1rem}nav a{margin-right:1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;"
    "padding:.35rem .6rem;border-bottom:1px solid #8884;vertical-align:top}pre{background:#8881;padding:.8rem;"
    "overflow:auto;max-height:40rem;white-space:pre-wrap}.SUCCESS{color:#18864b}.FAILED,.ERROR{color:#c0392b}"
    ".CANCELLED{color:#b9770e}.tag{background:#2874a6;color:#fff;border-radius:.6rem;padding:0 .5rem;"
    "text-decoration:none;margin-right:.3rem}dt{font-weight:600}dd{margin:0 0 .4rem}</style>";

}  // namespace

std::string escape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else if (c == '\'')
      result += "&#x27;";
    else
      result += c;
  }
  return result;
}

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
         "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
         escape(title) + "</title>" + kStyle + "</head>\n<body><nav><a href=\"" + home +
         "/\">Spack Monitor</a><a href=\"" + home + "/api/builds/\">Builds as JSON</a><a href=\"" + home +
         "/ms1/\">Service info</a></nav>\n<h1>" + escape(title) + "</h1>\n" + std::string(content) + "</body></html>\n";
}

}  // namespace hpc::apis::spack_monitor::html
