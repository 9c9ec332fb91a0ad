// Compares a response with its description.
#pragma once

#include <string>
#include <vector>

#include "conformance/openapi/content.h"

namespace hpc::conformance {

class Judge {
 public:
  Judge(Description::Content& content, std::size_t most) : content_(content), most_(most) {}
  void look_at_response(const Operation& operation, const ResponsePlace& described, const http::Response& response);
  /// `owner` is what has the `content`.
  void look_at_content(const std::vector<MediaType>& types, const Place& owner, const std::string& content_type,
                       const Bytes& body);
  std::vector<ResponseFault> take_faults() { return std::move(faults_); }

 private:
  void look_at_header(const HeaderPlace& described, const http::Response& response);
  void look_at_header_value(const HeaderPlace& described, const std::string& value);
  void look_at_body(const MediaType& type, const Place& owner, const std::string& content_type, const Bytes& body);
  void apply(const Place& schema, const Json& instance, ResponseFault::Part part, const std::string& name);
  void add_schema_faults(const Place& schema, std::vector<Fault> faults, ResponseFault::Part part,
                         const std::string& name);
  void add(ResponseFault::Part part, const Place& place, std::string name, std::string expected, std::string got);
  std::size_t room() const { return faults_.size() < most_ ? most_ - faults_.size() : 0; }

  Description::Content& content_;
  std::size_t most_;
  std::vector<ResponseFault> faults_;
};

ResponseFault undocumented_status(const Description::Content& content, const Operation& operation, int status);
/// An error when a name in braces has no parameter.
Result<void> every_variable_is_described(const Operation& operation);

}  // namespace hpc::conformance
