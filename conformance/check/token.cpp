#include "conformance/check/token.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::conformance {

Result<std::string> request_token(Target& target, const Profile::Token& token) {
  http::Request request;
  request.method = "POST";
  request.target = token.url;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  std::string form = "grant_type=client_credentials&client_id=" + percent_encode(token.client_id) + "&client_secret=" + percent_encode(token.client_secret);
  if (!token.scope.empty()) form += "&scope=" + percent_encode(token.scope);
  request.body = Bytes(std::move(form));
  const auto response = HPC_TRY(target.send(request));
  const auto answer = Json::parse(response.body.str(), nullptr, false);
  if (response.status == 200 && answer.is_object() && answer.contains("access_token") && answer.at("access_token").is_string()) return answer.at("access_token").get<std::string>();
  return failure(Errc::unauthenticated, About::token, "POST " + token.url + " gave no access_token but the status " + std::to_string(response.status));
}

}  // namespace hpc::conformance
