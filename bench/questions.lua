-- wrk asks the questions of a file (QUESTIONS, a path a line) one after the other from number SKIP on; it never asks one twice.
local asked = {}
local at = 0

function init(args)
  local skip = tonumber(os.getenv("SKIP") or "0")
  for line in io.lines(os.getenv("QUESTIONS")) do
    if skip > 0 then skip = skip - 1 else asked[#asked + 1] = wrk.format("GET", line) end
  end
end

function request()
  at = at + 1
  return asked[at] or wrk.format("GET", "/no-question-left")
end

function done(summary, latency, requests)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong))
end
