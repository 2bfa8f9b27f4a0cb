// Package describe owns how openapi/openapi.yaml is made: swaggo/swag reads the annotations of publicapi's handlers, the types
// that they name are read from their source, and both become one OpenAPI 3.1 document. It depends only on disclosure, whose
// closed lists become enumerations, and tabular, whose column dictionary describes the standard's members. The product does
// not import it: it is for openapi/generate and for tests.
//
// # What swag is trusted with
//
// swag v2.0.0-rc5 finds the operations: addresses, texts, parameters, statuses, media types and the names of types. Its
// schemas are not used: the description of a member overwrites that of the type it refers to, enumerations come doubled,
// null cannot be said, and members lose their order. schema.go reads the same structs again. What no annotation says, because
// it holds for every operation, is added here: problems, headers, the language, the key.
//
// # How a type is read
//
// A struct is an object without further members. A member is described by its doc comment, must be there unless it is
// omitempty, and may be null if it is a pointer that is not omitempty. Embedded structs are flattened, members of the outer one
// win. Tags: format, enums, pattern, example, minimum, maximum, nullable:"true", and oneof with names of types for any.
package describe
