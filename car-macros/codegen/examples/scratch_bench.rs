use std::fmt::Write;
fn main(){
    let mut types=String::from("{\"types\":{");
    for i in 0..2000 { if i>0 {types.push(',');} write!(types,"\"Type{i}\":{{\"doc\":\"{}\",\"fields\":{{","x".repeat(200)).unwrap();
        for j in 0..12 { if j>0 {types.push(',');} let ty=if j==0 {format!("Type{}",(i*7+1)%2000)} else if j==1 {format!("list<Type{}>",(i*13+5)%2000)} else {"string".into()};
            write!(types,"\"Field{j}\":{{\"type\":\"{ty}\",\"doc\":\"{}\"}}","y".repeat(100)).unwrap(); }
        types.push_str("}}"); }
    types.push_str("}}");
    let mut files=vec![("_service.json".to_string(),r#"{"service":"a","version":"2024-01-01","title":"A","doc":"D","hosts":{"international":"a.b.com"},"region":"optional","timeout":"60s"}"#.to_string()),("_types.json".to_string(),types)];
    for i in 0..750 { files.push((format!("Do{i}.json"),format!(r#"{{"action":"Do{i}","summary":"S.","request":{{"A":{{"type":"Type{}","doc":"D","required":true}},"B":{{"type":"string","doc":"D"}}}},"response":{{"C":{{"type":"list<Type{}>","doc":"D"}}}}}}"#,i*2,i*2+1))); }
    let set=car_codegen::source::SourceSet::from_files("a",files.clone());
    for _ in 0..3 { let t=std::time::Instant::now();
    let c=car_codegen::compile(&set,&car_codegen::Selection::All);
    println!("{:?} {} diags", t.elapsed(), c.diagnostics.len());
    let t=std::time::Instant::now();
    let s=car_codegen::render::service(&c.service.unwrap(),&Default::default());
    println!("render {:?} {}", t.elapsed(), s.len());}
    let broken:Vec<_>=files.iter().map(|(n,t)|(n.clone(),t.replace("\"string\"","\"strng\""))).collect();
    let set=car_codegen::source::SourceSet::from_files("a",broken);
    let t=std::time::Instant::now();
    let c=car_codegen::compile(&set,&car_codegen::Selection::All);
    println!("broken {:?} {} diags", t.elapsed(), c.diagnostics.len());
}
