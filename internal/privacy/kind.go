package privacy

// Kind is the closed set of personal data that Find recognizes.
type Kind string

// The kinds of personal data.
const (
	// ResidentID is a resident identity number of GB 11643 (18 characters, or
	// 15 digits in the form that was issued until 1999); the residence permits
	// of foreigners and of people from Hong Kong, Macau and Taiwan share its form.
	ResidentID Kind = "resident_id"
	// Mobile is a mobile number of the mainland.
	Mobile Kind = "mobile"
	// Landline is a fixed line, with or without its area code.
	Landline Kind = "landline"
	// BankCard is a bank card or account number.
	BankCard Kind = "bank_card"
	// Passport is a passport number.
	Passport Kind = "passport"
	// HKMacauPermit is a permit of people from Hong Kong and Macau for the mainland.
	HKMacauPermit Kind = "hk_macau_permit"
	// TaiwanPermit is a permit of people from Taiwan for the mainland.
	TaiwanPermit Kind = "taiwan_permit"
	// Email is an e-mail address.
	Email Kind = "email"
	// HomeAddress is where a natural person lives, behind a word that says so;
	// the address of a business is none.
	HomeAddress Kind = "home_address"
)

// documentNumber labels numbers of documents and registers. It is no kind of
// personal data: such a label speaks against one.
const documentNumber Kind = "document_number"

// Match is one piece of personal data: text[Start:End], in bytes.
type Match struct {
	Kind       Kind
	Start, End int
}
