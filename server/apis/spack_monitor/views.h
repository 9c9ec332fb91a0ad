// The views: decode, call, encode. endpoints.cpp says where each of them is.
#pragma once

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/service.h"

namespace hpc::apis::spack_monitor::views {

// service_views.cpp
Result<Answer> service_info(Service& service, const Call& call);
Result<Answer> exchange_token(Service& service, const Call& call);

// account_views.cpp
Result<Answer> api_token(Service& service, const Call& call);

// spec_views.cpp
Result<Answer> new_spec(Service& service, const Call& call);
Result<Answer> specs_by_name(Service& service, const Call& call);

// build_views.cpp
Result<Answer> new_build(Service& service, const Call& call);
Result<Answer> update_status(Service& service, const Call& call);
Result<Answer> update_phase(Service& service, const Call& call);

// analyze_views.cpp
Result<Answer> update_metadata(Service& service, const Call& call);

// result_views.cpp
Result<Answer> spec_attributes(Service& service, const Call& call);
Result<Answer> spec_attributes_of_analyzer(Service& service, const Call& call);
Result<Answer> spec_contenders(Service& service, const Call& call);
Result<Answer> download_attribute(Service& service, const Call& call);
Result<Answer> attribute_contenders(Service& service, const Call& call);
Result<Answer> splice_predictions(Service& service, const Call& call);

// table_views.cpp
Result<Answer> builds_table(Service& service, const Call& call);

// data_views.cpp
Result<Answer> data_root(Service& service, const Call& call);
/// One table of the data API, as an endpoint's part of the path, its list and its record.
struct DataTable {
  const char* name;
  View list;
  View record;
};
const std::vector<DataTable>& data_tables();

// pages.cpp
http::Response dashboard(Service& service, const Call& call);
http::Response build_page(Service& service, const Call& call);
http::Response tag_page(Service& service, const Call& call);
http::Response owner_page(Service& service, const Call& call);
http::Response spec_page(Service& service, const Call& call);
http::Response docs_page(Service& service, const Call& call);
http::Response robots(Service& service, const Call& call);

}  // namespace hpc::apis::spack_monitor::views
