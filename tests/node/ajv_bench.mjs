// The peer of tests/benchmarks/schema_bench.cpp: node ajv_bench.mjs
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../benchmarks')
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const page = { jobs: Array.from({ length: 56 }, (_, i) => ({ ...structuredClone(read('job.json')), jobid: i + 1 })), next: null }
const ajv = new Ajv2020({ strict: false, allErrors: false })
addFormats(ajv)
const validate = ajv.compile(read('jobs.schema.json'))
if (!validate(page)) throw new Error('the page is not valid')
let best = Infinity
for (let round = 0; round < 30; ++round) {
  const start = process.cpuUsage().user
  for (let i = 0; i < 2000; ++i) validate(page)
  best = Math.min(best, (process.cpuUsage().user - start) / 2000)
}
console.log(`${JSON.stringify(page).length} bytes, ajv: ${best.toFixed(1)} us`)
