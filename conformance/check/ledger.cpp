#include "conformance/check/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace hpc::conformance {
namespace {

std::string text_at(const Json& line, const char* name) { return line.contains(name) && line.at(name).is_string() ? line.at(name).get<std::string>() : ""; }

LeftDuty* duty_named(LedgerContent& content, const std::string& key) {
  for (auto& duty : content.duties) {
    if (duty.key == key) return &duty;
  }
  return nullptr;
}

LeftDuty duty_from(const Json& line) {
  LeftDuty duty;
  duty.key = text_at(line, "duty");
  duty.file = text_at(line, "file");
  duty.workflow = text_at(line, "workflow");
  duty.inputs = line.value("inputs", Json::object());
  for (const auto& [api, url] : line.value("base_urls", std::map<std::string, Json>())) {
    if (url.is_string()) duty.base_urls[api] = url.get<std::string>();
  }
  duty.root = text_at(line, "root");
  duty.sandbox = text_at(line, "sandbox");
  return duty;
}

void take(const Json& line, LedgerContent& content) {
  const auto event = text_at(line, "event");
  auto* duty = duty_named(content, text_at(line, "duty"));
  if (event == "duty" && duty == nullptr) content.duties.push_back(duty_from(line));
  if (event == "sandbox") content.sandboxes.push_back({text_at(line, "root"), text_at(line, "name")});
  if (event == "sandbox deleted") {
    std::erase_if(content.sandboxes, [&line](const LeftSandbox& one) { return one.name == text_at(line, "name"); });
    std::erase_if(content.duties, [&line](const LeftDuty& one) { return one.sandbox == text_at(line, "name"); });
  }
  if (duty == nullptr) return;
  if (event == "sending") {
    duty->unanswered = true;
    duty->last_request = text_at(line, "request");
  }
  if (event == "answered") duty->unanswered = false;
  if (event == "made") duty->outputs.push_back(line.value("outputs", Json::object()));
  if (event == "cleaned") std::erase_if(content.duties, [duty](const LeftDuty& one) { return &one == duty; });
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path, const Redactor& redactor) {
  std::error_code error;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure(Errc::unavailable, About::document, "the ledger " + path + " cannot be opened: " + std::strerror(errno));
  return std::unique_ptr<Ledger>(new Ledger(path, descriptor, redactor));
}

Ledger::~Ledger() { ::close(descriptor_); }

void Ledger::write(const Json& line) {
  const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  wrote_ = true;
  std::string_view left(text);
  while (!left.empty()) {
    const auto written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
  }
}

Json Ledger::without_secrets(const Json& values) const {
  Json kept = Json::object();
  for (const auto& [name, value] : values.items()) {
    if (!Redactor::is_secret_name(name) && !redactor_.holds_secret(value.dump(-1, ' ', false, Json::error_handler_t::replace))) kept[name] = value;
  }
  return kept;
}

void CheckObserver::learn() {
  redactor_.learn(unread_);
  unread_.clear();
}

void CheckObserver::about_to_change(const arazzo::Duty& duty, const arazzo::Exchange& exchange) {
  if (ledger_ == nullptr) return;
  learn();
  if (known_.size() <= duty.number) known_.resize(duty.number + 1);
  if (!known_[duty.number]) {
    known_[duty.number] = true;
    ledger_->write({{"event", "duty"},
                    {"duty", key(duty.number)},
                    {"file", std::filesystem::absolute(duty.scenario->document.file).lexically_normal().string()},
                    {"workflow", duty.workflow->id},
                    {"inputs", ledger_->without_secrets(duty.inputs)},
                    {"base_urls", place_.base_urls},
                    {"root", place_.root},
                    {"sandbox", place_.sandbox}});
    // Outputs of the steps before, a name chosen by the target say, are known already.
    for (const auto& outputs : duty.outputs) ledger_->write({{"event", "made"}, {"duty", key(duty.number)}, {"outputs", ledger_->without_secrets(outputs)}});
  }
  ledger_->write({{"event", "sending"}, {"duty", key(duty.number)}, {"request", redactor_.text(exchange.request.method + " " + exchange.request.target)}});
}

void CheckObserver::answered(const arazzo::Exchange& exchange) {
  if (ledger_ != nullptr) unread_.push_back(exchange);
}

void CheckObserver::changed(const arazzo::Duty& duty) {
  if (ledger_ != nullptr) ledger_->write({{"event", "answered"}, {"duty", key(duty.number)}});
}

void CheckObserver::made(const arazzo::Duty& duty) {
  if (ledger_ == nullptr || known_.size() <= duty.number || !known_[duty.number]) return;
  learn();
  ledger_->write({{"event", "made"}, {"duty", key(duty.number)}, {"outputs", ledger_->without_secrets(duty.outputs.back())}});
}

void CheckObserver::cleaned(std::size_t duty) {
  if (ledger_ != nullptr && duty < known_.size() && known_[duty]) ledger_->write({{"event", "cleaned"}, {"duty", key(duty)}});
}

Result<LedgerContent> read_ledger(const std::string& path) {
  std::ifstream file(path);
  if (!file) return failure(Errc::missing, About::document, "the ledger " + path + " cannot be read");
  LedgerContent content;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto value = Json::parse(line, nullptr, false);
    const bool cut_off = value.is_discarded() && file.eof();
    if (cut_off) break;
    if (!value.is_object()) return failure(Errc::invalid, About::document, path + ":" + std::to_string(number) + ": found no JSON object; this is no ledger");
    take(value, content);
  }
  return content;
}

}  // namespace hpc::conformance
