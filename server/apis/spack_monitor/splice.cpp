#include "apis/spack_monitor/splice.h"

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor {
namespace {

struct Corpus {
  std::string name, path;
  std::map<std::string, bool> symbols;  ///< true: it is defined here
};

// By name, in order of first appearance.
class Corpora {
 public:
  void set(const std::string& key, const Corpus* corpus) {
    const auto [found, is_new] = index_.try_emplace(key, all_.size());
    if (is_new)
      all_.emplace_back(key, corpus);
    else
      all_[found->second].second = corpus;
  }
  const Corpus* find(const std::string& key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : all_[found->second].second;
  }
  const std::vector<std::pair<std::string, const Corpus*>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, const Corpus*>> all_;
  std::unordered_map<std::string, std::size_t> index_;
};

Result<void> check(const Value& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) HPC_TRY(member(object, key));
  return {};
}

Result<std::string> text_at(const Value& object, const char* key) {
  return stored_text(*HPC_TRY(member(object, key)));
}

Result<void> check_header(const Value& header) {
  HPC_TRY(check(header, {"e_ident", "e_type", "e_machine", "e_version"}));
  return check(*header.find("e_ident"), {"EI_CLASS", "EI_DATA", "EI_VERSION", "EI_OSABI", "EI_ABIVERSION"});
}

Result<std::map<std::string, bool>> symbols_of(const Value& sent) {
  if (!sent.members()) return failure(wire::crash("the symbols are no object"));
  std::map<std::string, bool> symbols;
  for (const auto& [name, symbol] : *sent.members()) {
    HPC_TRY(check(symbol, {"type", "version_info", "binding", "visibility", "defined"}));
    const std::string* defined = symbol.find("defined")->string();
    symbols[name.substr(0, name.find('@'))] = !defined || *defined != "UND";
  }
  return symbols;
}

Result<std::vector<Corpus>> load(const Value& sent) {
  if (!sent.elements()) return failure(wire::crash("the corpora are no list"));
  std::vector<Corpus> all;
  std::unordered_set<std::string> paths;
  for (const Value& entry : *sent.elements()) {
    const Value& corpus = *HPC_TRY(member(entry, "corpus"));
    const Value& metadata = *HPC_TRY(member(corpus, "metadata"));
    Corpus one;
    one.path = HPC_TRY(text_at(metadata, "path"));
    if (!paths.insert(one.path).second) continue;
    one.name = HPC_TRY(text_at(metadata, "corpus_name"));
    HPC_TRY(check_header(*HPC_TRY(member(corpus, "header"))));
    one.symbols = HPC_TRY(symbols_of(*HPC_TRY(member(corpus, "symbols"))));
    all.push_back(std::move(one));
  }
  return all;
}

std::string until_dot(const std::string& name) {
  return name.substr(0, name.find('.'));
}

// Of equal names the last one counts.
std::vector<const Corpus*> distinct(const std::vector<Corpus>& all) {
  Corpora by_name;
  for (const Corpus& corpus : all) by_name.set(corpus.name, &corpus);
  std::vector<const Corpus*> result;
  for (const auto& [name, corpus] : by_name.all()) result.push_back(corpus);
  return result;
}

// What a set of libraries needs and none of them has, in the order of the libraries, then of the symbols.
std::vector<std::string> missing_in(const std::vector<const Corpus*>& set) {
  std::set<std::string_view> defined;
  for (const Corpus* corpus : set)
    for (const auto& [symbol, is_defined] : corpus->symbols)
      if (is_defined) defined.insert(symbol);
  std::vector<std::string> missing;
  for (const Corpus* corpus : set) {
    const std::string file = until_dot(corpus->path.substr(corpus->path.rfind('/') + 1));
    for (const auto& [symbol, is_defined] : corpus->symbols)
      if (!is_defined && defined.count(symbol) == 0) missing.push_back(file + " " + symbol);
  }
  return missing;
}

Corpora by_library(const std::vector<const Corpus*>& set) {
  Corpora libraries;
  for (const Corpus* corpus : set) libraries.set(until_dot(corpus->name), corpus);
  return libraries;
}

}  // namespace

Result<Splice> splice(const Value& into, const Value& from) {
  const std::vector<Corpus> old_corpora = HPC_TRY(load(into)), new_corpora = HPC_TRY(load(from));
  const std::vector<const Corpus*> alone = distinct(old_corpora);
  Corpora spliced = by_library(alone);
  Splice result;
  const Corpora coming = by_library(distinct(new_corpora));
  for (const auto& [library, corpus] : coming.all()) {
    const Corpus* goes = spliced.find(library);
    if (!goes) continue;
    result.selected.emplace_back(corpus->name, goes->name);
    spliced.set(library, corpus);
  }
  const std::vector<std::string> before = missing_in(alone);
  const std::set<std::string_view> known(before.begin(), before.end());
  std::vector<const Corpus*> set;
  for (const auto& [library, corpus] : spliced.all()) set.push_back(corpus);
  for (std::string& text : missing_in(set))
    if (known.count(text) == 0) result.missing.push_back(std::move(text));
  return result;
}

}  // namespace hpc::apis::spack_monitor
