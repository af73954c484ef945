"""Whether a paper bears a secrecy stamp (mật, tối mật, tuyệt mật). Pure: no Django."""
