"""The shell: base templates, components, style sheet, template tags, error pages. It knows no word of the domain."""
