// What analyzers found about installed builds: environment variables, files, attributes of files.
#pragma once

#include <map>
#include <optional>

#include "apis/spack_monitor/build_log.h"

namespace hpc::apis::spack_monitor {

class Results final {
 public:
  /// Both outlive it.
  Results(const site::Clock& clock, BuildLog& log) : clock_(clock), log_(log) {}

  /// Deletes the rows of the variables that the build has, so that other builds that shared them lose them, too.
  void drop_variables(Id build);
  /// The build has no variable of this name.
  void add_variable(Id build, const std::string& name, const std::string& value);
  /// Got or created by its name.
  Id install_file(Id build, const std::string& name);

  /// nullptr when there is none.
  const Attribute* find(const std::string& name, const std::string& analyzer, Id install_file) const;
  /// There is none of this name, analyzer and file yet.
  void add(Attribute attribute);

  const std::vector<Id>& attributes_of(Id spec) const;
  const std::vector<Id>& attributes_of(Id spec, const std::string& analyzer) const;
  /// Those whose name says that they are a symbolator's JSON, by spec and by build.
  const std::vector<Id>& symbols_of_spec(Id spec) const;
  const std::vector<Id>& symbols_of_build(Id build) const;
  Id spec_of(const Attribute& attribute) const;

  const Table<InstallFile>& install_files() const { return install_files_; }
  const Table<Attribute>& attributes() const { return attributes_; }
  /// Some of their ids may be gone: variables_in_order() has those that are there.
  const EnvironmentVariable* variable(Id id) const;
  const std::vector<Id>& variables_in_order() const { return live_variables_; }

 private:
  using ByNumber = std::unordered_map<Id, std::vector<Id>>;
  static const std::vector<Id>& under(const ByNumber& index, Id key);
  void drop(Id variable);

  const site::Clock& clock_;
  BuildLog& log_;
  Table<EnvironmentVariable> variables_;  // also what has been deleted
  std::vector<Id> live_variables_;        // ascending
  Table<InstallFile> install_files_;
  Table<Attribute> attributes_;
  Index variable_index_, install_file_index_, attribute_index_;
  ByNumber by_spec_, symbols_by_spec_, symbols_by_build_;
  ManyIndex by_analyzer_;
};

}  // namespace hpc::apis::spack_monitor
