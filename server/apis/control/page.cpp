// The page at the root of the main port, for a person who opens it in a browser.
#include <fmt/format.h>

#include "apis/control/control.h"
#include "centre/sandboxes.h"

namespace hpc::apis::control {
namespace {

constexpr char kPage[] = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>hpcmock</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ddd; }}
code {{ background: #f4f4f4; padding: .1rem .3rem; }}
</style>
</head>
<body>
<h1>hpcmock</h1>
<p>A simulated HPC centre: site <b>{site}</b>, sandbox <b>{sandbox}</b>.</p>
<table>
<tr><th>API</th><th>Base URL</th><th>Operations</th></tr>
{rows}</table>
<p>Control: <a href="{base}/_hpcmock/sandboxes">sandboxes</a> · <a href="{base}/_hpcmock/clock">clock</a> ·
<a href="{base}/_hpcmock/clusters">clusters</a> · <a href="{base}/_hpcmock/journal">journal</a> ·
<a href="{base}/_hpcmock/openapi/control">its description</a></p>
</body>
</html>
)";

}  // namespace

Result<http::Response> Control::page(const http::Request& request) {
  std::string rows;
  for (const http::ApiType& type : sandbox_.owner().types())
    rows += fmt::format("<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>\n", type.title,
                        sandbox_.owner().url_of(type, sandbox_.name(), request.origin()), type.router.routes().size());
  http::Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.body = Bytes(fmt::format(kPage, fmt::arg("site", sandbox_.owner().spec().name),
                                    fmt::arg("sandbox", sandbox_.name()), fmt::arg("rows", rows),
                                    fmt::arg("base", request.root_path)));
  return response;
}

}  // namespace hpc::apis::control
