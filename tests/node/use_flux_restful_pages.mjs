// Uses Flux RESTful's pages in a browser, as a person would: submits by the form, watches the table, reads a job's output
// as it is written, cancels; with and without a login.
//   node use_flux_restful_pages.mjs <path of hpcmock> [folder for screenshots]
// Exits with 77 (skipped) without playwright-core (`npm ci` in this folder installs it) or without a Chromium
// (`HPCMOCK_CHROMIUM`, else /usr/bin/chromium).
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const [program, pictures] = process.argv.slice(2)
const browserPath = process.env.HPCMOCK_CHROMIUM ?? '/usr/bin/chromium'

let chromium
try {
  chromium = (await import('playwright-core')).chromium
} catch {
  console.log('playwright-core is not installed: skipped')
  process.exit(77)
}
if (!existsSync(browserPath)) {
  console.log(`there is no ${browserPath}: skipped`)
  process.exit(77)
}

const folder = mkdtempSync(join(tmpdir(), 'hpcmock-pages-'))
const servers = []

async function serve(name, ...options) {
  const readyFile = join(folder, name)
  const server = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--listen', 'flux_restful=127.0.0.1:0', '--clock',
    'manual', '--ready-file', readyFile, ...options], { stdio: 'ignore' })
  servers.push(server)
  while (!existsSync(readyFile)) {
    assert.equal(server.exitCode, null, 'the server has ended')
    await delay(50)
  }
  const { apis, control } = JSON.parse(readFileSync(readyFile, 'utf8'))
  return { url: apis.flux_restful, advance: by => fetch(control + '/clock/advance', { method: 'POST', body: JSON.stringify({ by }) }) }
}

const browser = await chromium.launch({ executablePath: browserPath, args: ['--headless', '--no-sandbox', '--disable-gpu',
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
const complaints = []

async function open(url, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...settings })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', fault => complaints.push(String(fault)))
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()) })
  await page.goto(url)
  return page
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, name + '.png'), fullPage: true })
}

async function submit(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`input[name=${name}]`, value)
  await page.click('button')
  return page.textContent('.message')
}

const states = page => page.$$eval('#jobs .state', badges => badges.map(badge => badge.textContent).join(' '))
const until = (page, selector, text) => page.waitForFunction(([where, wanted]) =>
  document.querySelector(where)?.textContent.includes(wanted), [selector, text])

async function aJobIsSubmittedWatchedAndRead() {
  const { url, advance } = await serve('open')
  const page = await open(url + '/')
  await until(page, '#note', 'No jobs yet.')
  await page.click('nav >> text=Submit')
  const said = await submit(page, { command: "sh -c 'echo \"<b>one</b>\"; sleep 60; echo two'", num_tasks: '2' })
  assert.match(said, /^Job submit\. \d+$/)
  const link = await page.getAttribute('.message a', 'href')
  assert.match(await submit(page, { command: 'true', num_nodes: '9' }), /The server only has 4 nodes, you requested 9|Invalid/)
  assert.equal(await page.$$eval('.message.wrong', all => all.length), 2)
  await submit(page, { command: 'no-such-program' })
  await submit(page, { command: 'sleep 5', workdir: '/tmp' })
  await page.waitForFunction(() => document.querySelectorAll('#jobs tr').length === 3)
  assert.match(await states(page), /^(DEPEND|PRIORITY) /)
  await picture(page, 'submit')

  const table = await open(url + '/')
  await advance(10)
  await until(table, '#jobs', 'RUN')
  assert.equal(await states(table), 'RUN COMPLETED FAILED')
  await picture(table, 'table-running')

  const job = await open(url + link)
  await until(job, '#output', '<b>one</b>')
  assert.equal(await job.textContent('#state'), 'RUN')
  await picture(job, 'job-running')
  await advance(120)
  await until(job, '#state', 'COMPLETED')
  assert.equal(await job.textContent('#output'), '<b>one</b>\n<b>one</b>\ntwo\ntwo\n')
  await job.click('summary')
  assert.ok(await job.isVisible('text=exception_occurred'))
  await picture(job, 'job-over')
  await until(table, '#jobs', 'COMPLETED')
  await table.waitForFunction(() => !document.querySelector('#jobs .RUN'))
  await picture(table, 'table-over')

  await submit(page, { command: 'sleep 3600' })
  await page.click('.message a')
  await advance(5)
  await until(page, '#state', 'RUN')
  await page.click('#cancel')
  await until(page, '#said', 'Job is requested to cancel.')
  await advance(5)
  await until(page, '#state', 'CANCELED')
  await picture(page, 'job-cancelled')
  await page.click('nav >> text=API')
  await until(page, '#paths', 'GET /v1/jobs/search')
  await picture(page, 'api')
}

async function whoHasLoggedInSeesTheJobs() {
  const { url } = await serve('closed', '--set', 'apis.flux_restful.auth=required')
  const outside = await open(url + '/')
  assert.ok(await outside.isVisible('text=Log in'))
  assert.equal((await fetch(url + '/jobs/submit')).status, 401)
  const page = await open(url + '/jobs/submit', { httpCredentials: { username: 'peenut', password: 'peenut' } })
  await until(page, '#note', 'No jobs yet.')
  await submit(page, { command: 'echo hello' })
  await until(page, '#jobs', 'echo')
}

async function eachGenerationHasItsPages() {
  const early = await serve('early', '--set', 'apis.flux_restful.generation=early')
  await fetch(early.url + '/jobs/submit', { method: 'POST', body: '{"command": "sleep 60"}' })
  await early.advance(5)
  const home = await open(early.url + '/')
  await until(home, '#jobs', 'RUN')
  await picture(home, 'early')
  const current = await serve('current', '--set', 'apis.flux_restful.generation=current')
  await fetch(current.url + '/v1/jobs/submit?command=sleep+60', { method: 'POST' })
  const narrow = await open(current.url + '/jobs', { viewport: { width: 380, height: 700 }, colorScheme: 'dark' })
  await until(narrow, '#jobs', 'sleep')
  await picture(narrow, 'narrow-dark')
  assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth <= 380), 'the page is wider than the screen')
}

let fault
try {
  await aJobIsSubmittedWatchedAndRead()
  await whoHasLoggedInSeesTheJobs()
  await eachGenerationHasItsPages()
  assert.deepEqual(complaints, [])
} catch (problem) {
  fault = problem
} finally {
  await browser.close()
  for (const server of servers) server.kill()
  rmSync(folder, { recursive: true, force: true })
}
if (fault) {
  console.error(fault, complaints)
  process.exit(1)
}
console.log('ok')
