#include "apis/flux_restful/page_assets.h"

namespace hpc::apis::flux_restful::pages {

const char* const kStyle = R"(
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #1a5fb4; --good: #18794e; --bad: #c0392b;
  --busy: #1a5fb4; --waits: #8a6100; --gone: #666; --accent: #1a5fb4 }
@media (prefers-color-scheme: dark) { :root { --link: #8ab4f8; --good: #4cc38a; --bad: #ff8a7a; --busy: #8ab4f8;
  --waits: #f5b041; --gone: #aaa; --accent: #2f6fc4 } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 0 1rem 3rem }
a { color: var(--link) }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: .8rem 0; border-bottom: 1px solid var(--line) }
nav a { text-decoration: none }
nav a:first-child { font-weight: 700; margin-right: auto }
h1 { font-size: 1.6rem; margin: 1.2rem 0 .6rem; overflow-wrap: anywhere }
h2 { font-size: 1.2rem; margin: 1.8rem 0 .5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th { font-size: .85em; opacity: .75 }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
tbody tr:hover { background: var(--soft) }
.state { font-weight: 600; font-size: .85em; border: 1px solid currentColor; border-radius: .3rem; padding: .05rem .4rem }
.DEPEND, .PRIORITY, .SCHED { color: var(--waits) }
.RUN, .CLEANUP { color: var(--busy) }
.COMPLETED { color: var(--good) }
.FAILED, .TIMEOUT { color: var(--bad) }
.CANCELED { color: var(--gone) }
.note { opacity: .75 }
.message { border-left: 4px solid var(--accent); background: var(--soft); padding: .5rem 1rem; margin: .6rem 0 }
.message.wrong { border-color: var(--bad) }
form { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .8rem 1.2rem; max-width: 60rem }
form .whole { grid-column: 1 / -1 }
label { display: block; font-size: .9em }
label small { opacity: .75 }
input[type=text], input[type=number] { display: block; width: 100%; font: inherit; padding: .4rem .5rem; margin-top: .15rem;
  border: 1px solid #8888; border-radius: .3rem; background: Field; color: FieldText }
input[name=command], pre, code { font-family: ui-monospace, monospace }
.boxes { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; align-items: center }
button { font: inherit; padding: .4rem 1.1rem; border: 0; border-radius: .3rem; background: var(--accent); color: #fff;
  cursor: pointer }
button.plain { background: none; color: inherit; border: 1px solid #8888 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.4rem; margin: 1rem 0 }
dt { opacity: .75 }
dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--soft); margin: 0; padding: .8rem; overflow: auto; min-height: 3rem; max-height: 36rem;
  font-size: 13px; line-height: 1.45; border-radius: .3rem }
details { margin: 1.6rem 0 }
summary { cursor: pointer }
ul.operations { padding-left: 1.2rem }
)";

const char* const kTableScript = R"(
const headers = page.token ? { Authorization: "Bearer " + page.token } : {};
const names = { 2: "DEPEND", 4: "PRIORITY", 8: "SCHED", 16: "RUN", 32: "CLEANUP", 64: "INACTIVE" };
const results = { 1: "COMPLETED", 2: "FAILED", 4: "CANCELED", 8: "TIMEOUT" };
const most = 200;

async function ask(path) {
  const answer = await fetch(page.base + path, { headers });
  if (!answer.ok) throw new Error("The server answers " + answer.status + ".");
  return answer.json();
}

// The early API knows ids, and one job at a time.
async function early() {
  const { jobs } = await ask("/jobs");
  const shown = await Promise.all(jobs.slice(0, 20).map(async ({ id }) => {
    const { job } = await ask("/jobs/" + id);
    const end = job.t_cleanup ?? job.t_run;
    return { ...job, state: names[job.state], result: results[job.result] ?? "", runtime: job.t_run ? end - job.t_run : 0 };
  }));
  return { data: shown, recordsTotal: jobs.length };
}

function cell(row, value, kind) {
  const made = row.insertCell();
  made.textContent = value ?? "";
  if (kind) made.className = kind;
  return made;
}

function show(job, body) {
  const row = body.insertRow();
  const link = document.createElement("a");
  link.href = page.base + (page.early ? "/jobs/" : "/job/") + job.id;
  link.textContent = job.id;
  row.insertCell().append(link);
  cell(row, job.name);
  const badge = document.createElement("span");
  badge.textContent = job.result || job.state;
  badge.className = "state " + badge.textContent;
  row.insertCell().append(badge);
  cell(row, job.nodelist);
  cell(row, job.ntasks, "number");
  cell(row, job.ncores, "number");
  cell(row, job.runtime.toFixed(1) + " s", "number");
  cell(row, new Date(job.t_submit * 1000).toISOString().slice(0, 19).replace("T", " "));
}

async function refresh() {
  const note = document.getElementById("note");
  try {
    const { data, recordsTotal } = await (page.early ? early() : ask("/v1/jobs/search?length=" + most));
    const fresh = document.createElement("tbody");
    fresh.id = "jobs";
    for (const job of data) show(job, fresh);
    document.getElementById("jobs").replaceWith(fresh);
    note.textContent = recordsTotal === 0 ? "No jobs yet."
      : data.length < recordsTotal ? "The first " + data.length + " of " + recordsTotal + " jobs." : "";
  } catch (fault) {
    note.textContent = fault.message;
  }
  setTimeout(refresh, 1000);
}
refresh();
)";

const char* const kJobScript = R"(
const headers = page.token ? { Authorization: "Bearer " + page.token } : {};
for (const time of document.querySelectorAll("[data-seconds]"))
  time.textContent = new Date(time.dataset.seconds * 1000).toISOString().replace("T", " ").replace("Z", " UTC");

async function follow() {
  const answer = await fetch(page.base + "/v1/jobs/" + page.id, { headers });
  if (answer.ok) {
    const job = await answer.json();
    const badge = document.getElementById("state");
    badge.textContent = job.result || job.state;
    badge.className = "state " + badge.textContent;
    document.getElementById("runtime").textContent = job.runtime.toFixed(1) + " s";
    if (job.state === "INACTIVE") {
      await output;
      return location.replace(page.base + "/job/" + page.id);
    }
  }
  setTimeout(follow, 1000);
}

// The stream is the whole output, line by line, and ends with the job.
async function read() {
  const answer = await fetch(page.base + "/v1/jobs/" + page.id + "/output/stream");
  const place = document.getElementById("output");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  place.textContent = "";
  for (let part; !(part = await reader.read()).done;) place.textContent += part.value;
}

let output;
if (!page.over) {
  output = read().catch(() => {});
  follow();
  document.getElementById("cancel").addEventListener("click", async () => {
    const answer = await fetch(page.base + "/v1/jobs/" + page.id + "/cancel", { method: "POST", headers });
    document.getElementById("said").textContent = (await answer.json()).Message;
  });
}
)";

const char* const kDocsScript = R"(
fetch(page.base + "/openapi.json").then(answer => answer.json()).then(description => {
  for (const [path, operations] of Object.entries(description.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const item = document.createElement("li");
      const call = document.createElement("code");
      call.textContent = method.toUpperCase() + " " + path;
      item.append(call, " " + operation.summary);
      document.getElementById("paths").append(item);
    }
});
)";

}  // namespace hpc::apis::flux_restful::pages
