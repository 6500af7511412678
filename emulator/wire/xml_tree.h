// XML elements as trees by their shapes: bodies of REST-XML requests, and answers in XML.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "models/model.h"
#include "wire/xml_reader.h"

namespace keytrail::wire {

// The members of a structure that travel in a body.
Result<Json> structure_from_xml(const models::Shape& shape, const XmlElement& element);

}  // namespace keytrail::wire
