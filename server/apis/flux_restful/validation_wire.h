// 422: the parameters that a request has wrong, in the words of either generation of the validator.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "apis/flux_restful/options.h"
#include "apis/flux_restful/python.h"
#include "base/json.h"
#include "http/message.h"

namespace hpc::apis::flux_restful::wire {

class Faults final {
 public:
  explicit Faults(Options::Dialect dialect);
  ~Faults();

  void bad_integer(std::string_view name, std::string_view input);
  void bad_boolean(std::string_view name, std::string_view input);
  /// A body that is no object.
  void bad_body(const OrderedJson& input);
  void bad_json(const JsonFault& fault, std::string_view body);
  /// Of a form.
  void missing(std::string_view name);
  void bad_grant(std::string_view input);

  bool empty() const;
  http::Response response() const;

 private:
  void add(OrderedJson entry);
  bool is_old_;
  std::unique_ptr<OrderedJson> entries_;
};

}  // namespace hpc::apis::flux_restful::wire
