// POST /storage/xfer-external/*: files that go through the object storage.
#pragma once

#include <map>
#include <set>
#include <string>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/object_storage.h"
#include "apis/firecrest/storage_wire.h"
#include "apis/firecrest/tasks.h"

namespace hpc::apis::firecrest {

class ExternalTransfers final {
 public:
  /// All outlive it.
  ExternalTransfers(Machines& machines, Tasks& tasks, ObjectStorage& storage);

  Answer upload(const Call& call);
  Answer download(const Call& call);
  Answer invalidate(const Call& call);

  /// Tries again to fetch what could not be fetched, once its polling round has come. Such rounds are looked at when a
  /// request comes, not by events: a stepping clock would go from one to the next for ever. A look at the task itself
  /// makes one event, of the next round.
  void catch_up();

 private:
  struct Upload {
    wire::UploadState state;
    wire::UploadForm form;
    Instant form_received;
    bool arrived = false;  ///< the object: the poller sees it in its next round
    Instant retry;         ///< of the last attempt to fetch, which failed
  };

  Checked<site::Cluster*> machine_of(const Call& call);
  Checked<std::string> upload_target(const Login& who, const std::string& target, const std::string& object) const;
  void ask_for_form(const std::string& task, const std::string& base_url);
  void object_arrived(const std::string& bucket, const std::string& key);
  /// The first look of the storage's poller at or after now.
  Instant next_round(const Upload& upload) const;
  void begin_fetching(const std::string& task);
  void looked_at(const std::string& task);
  void fetch(const std::string& task);
  bool write_target(const Upload& upload, const Bytes& content);
  Outcome send(const std::string& task, const Login& who, const std::string& source, const std::string& base_url);

  Machines& machines_;
  Tasks& tasks_;
  ObjectStorage& storage_;
  std::map<std::string, Upload> uploads_;  // by task, those that are under way
  std::set<std::string> failed_;           // of them, those that wait for their next round and for a request
};

}  // namespace hpc::apis::firecrest
